/**
 * Reads a name of a DNS message (RFC 1035, section 4.1.4). A pointer may only point backwards, to before the piece that it ends,
 * so no name is endless; none has more than 255 bytes.
 */
const MAX_NAME_BYTES = 255;

export interface WireName {
  /** In its letter case; a dot or backslash within a label has a `\` before it, what is not printable ASCII is `\ddd`. */
  readonly name: string;
  /** Where what follows the name begins. */
  readonly end: number;
}

/** undefined: not a name. */
export function readName(bytes: Buffer, offset: number, limit = bytes.length): WireName | undefined {
  const labels: string[] = [];
  let end: number | undefined;
  let at = offset;
  let pieceStart = offset;
  let sizeBytes = 1;
  for (;;) {
    const length = end === undefined && at >= limit ? undefined : bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      const target = ((length & 0x3f) << 8) | (low ?? 0);
      if (low === undefined || target >= pieceStart) return undefined;
      end ??= at + 2;
      pieceStart = target;
      at = target;
    } else {
      sizeBytes += length + 1;
      if (length > 63 || at + length >= bytes.length || sizeBytes > MAX_NAME_BYTES) return undefined;
      labels.push(labelText(bytes, at + 1, at + 1 + length));
      at += length + 1;
    }
  }
}

function labelText(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('latin1', start, end);
  if (/^[\w-]*$/.test(raw)) return raw;
  return raw.replace(/[.\\]|[^!-~]/g, char =>
    char === '.' || char === '\\' ? `\\${char}` : `\\${String(char.charCodeAt(0)).padStart(3, '0')}`,
  );
}
