/**
 * What a header field of ours may not hold as it is becomes an RFC 2047 encoded word of UTF-8: in each line the stretch
 * from the first word with such bytes to the last one. B encoding where it is shorter than Q, as SpamAssassin estimates it.
 * Input and output are byte strings; line breaks of folding are kept.
 */
export function encodeHeaderValue(value: string): string {
  if (/^[\t\n\x20-\x7e]*$/.test(value)) return value;
  return value
    .split(/(?<=\n)/)
    .map(encodeLine)
    .join('');
}

function encodeLine(line: string): string {
  const text = line.replace(/\r?\n$/, '');
  const lineBreak = line.slice(text.length);
  // One pass from each end: no expression of ours may look twice at hostile text.
  let end = text.length;
  while (end > 0 && isPlain(text.charCodeAt(end - 1))) end -= 1;
  if (end === 0) return line;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
  let start = 0;
  while (isPlain(text.charCodeAt(start))) start += 1;
  while (start > 0 && !isBlank(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(0, start) + encodedWord(text.slice(start, end)) + text.slice(end) + lineBreak;
}

function encodedWord(text: string): string {
  const special = text.match(/[=?_\x00-\x1f\x7f-\xff]/g)?.length ?? 0;
  if (text.length + 2 * special > (4 * (text.length + 2)) / 3) {
    return `=?UTF-8?B?${Buffer.from(text, 'latin1').toString('base64')}?=`;
  }
  const q = text.replace(/[=?_\x00-\x20\x7f-\xff]/g, char =>
    char === ' ' ? '_' : `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `=?UTF-8?Q?${q}?=`;
}

function isPlain(code: number): boolean {
  return code === 0x09 || (code >= 0x20 && code <= 0x7e);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
