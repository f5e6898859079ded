/**
 * Blanks and words in byte strings. JavaScript's `\s` and trim take the byte 0xA0 for a no-break space, which in UTF-8 is a
 * half of many letters (`à` is C3 A0); Perl's `\s` on bytes, and so this, means the ASCII blanks only.
 */
const BLANKS = ' \t\n\v\f\r';

export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text.charAt(start))) start += 1;
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

export function wordsOf(text: string): string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter(word => word !== '');
}

/** The first word and, without blanks around it, what stands behind it. */
export function splitWord(text: string): [string, string] {
  const space = text.search(/[ \t\n\v\f\r]/);
  return space < 0 ? [text, ''] : [text.slice(0, space), trimBlanks(text.slice(space))];
}
