/**
 * Cuts a line for syslog: pieces of at most `maxBytes` octets of UTF-8, as amavisd-new does it at 980. A piece that
 * goes on ends with `...`, its continuation begins with `...`, and each has the `(log id) ` of the first in front.
 */
export const SYSLOG_LINE_BYTES = 980;

const LOG_ID = /^\([^()\s]{1,60}\) /;

export function splitLine(line: string, maxBytes: number = SYSLOG_LINE_BYTES): string[] {
  if (Buffer.byteLength(line) <= maxBytes) return [line];
  const prefix = LOG_ID.exec(line)?.[0] ?? '';
  const pieces: string[] = [];
  let rest = line.slice(prefix.length);
  let lead = prefix;
  while (Buffer.byteLength(lead + rest) > maxBytes) {
    const room = maxBytes - Buffer.byteLength(lead) - 3;
    const piece = headOf(rest, room);
    pieces.push(`${lead}${piece}...`);
    rest = rest.slice(piece.length);
    lead = `${prefix}...`;
  }
  return [...pieces, lead + rest];
}

/** The longest beginning of `text` in at most `maxBytes` octets that does not cut a character; never empty. */
function headOf(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(Math.max(4, maxBytes)));
  return text.slice(0, read);
}
