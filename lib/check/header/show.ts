/** How a defect is shown: the field around the character in question, shortened, as printable ASCII. */

/** What is no printable ASCII becomes `\x{XX}`; so does a backslash that would look like one of these. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]|\\(?=x\{)/g, hexEscape);
}

function hexEscape(char: string): string {
  return `\\x{${hex(char)}}`;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** ` (char E4 hex)` for up to four bytes, else nothing. */
export function charCodes(bytes: string): string {
  if (bytes === '' || bytes.length > 4) return '';
  return ` (char ${Array.from(bytes, hex).join(' ')} hex)`;
}

const AROUND_CHARS = 50;
const LONG_CHARS = 20;

/** `field` (one char a byte) about `[start, end)`: some 50 characters in front of it and 15 behind. */
export function excerpt(field: string, name: string, start: number, end: number): string {
  const middle = shorten(field.slice(start, end));
  const behind = shorten(field.slice(end).replace(/\n$/, ''));
  const before = field.slice(0, start);
  const room = AROUND_CHARS - behind.length;
  const shown = before.length - name.length - 2 > room ? `${name}: ...${before.slice(-(room - 5))}` : before;
  return printable(shown + middle + behind);
}

function shorten(text: string): string {
  return text.length > LONG_CHARS ? `${text.slice(0, 15)}[...]` : text;
}
