/**
 * Decodes a PDF string, `(literal)` or `<hex>`, as PDFInfo does: octal escapes up to \377 and escaped brackets in
 * literals, and of UTF-16 nothing but its zero bytes is taken away. At most 256 bytes. Byte strings; linear.
 */
const MAX_BYTES = 256;

export function parsePdfString(value: string): string {
  return (value.startsWith('<') ? fromHex(value) : fromLiteral(value)).slice(0, MAX_BYTES);
}

/** Pairs of digits only; what stands between them is skipped. */
function fromHex(value: string): string {
  const pairs = value.match(/[0-9A-Fa-f]{2}/g) ?? [];
  return withoutUtf16(Buffer.from(pairs.join(''), 'hex').toString('latin1'));
}

function fromLiteral(value: string): string {
  const inner = value.slice(value.startsWith('(') ? 1 : 0, value.endsWith(')') ? -1 : undefined);
  const bytes = inner.replace(/(?<!\\)\\([0-3][0-7][0-7])/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return withoutUtf16(bytes).replace(/\\([()\\])/g, '$1');
}

function withoutUtf16(bytes: string): string {
  return /^(?:\xfe\xff|\xff\xfe)/.test(bytes) ? bytes.slice(2).replaceAll('\0', '') : bytes;
}
