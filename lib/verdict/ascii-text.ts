/**
 * Text for header fields, replies and status lines that a program makes: one line of printable ASCII of bounded length.
 * Everything else is escaped or becomes `?`, so that nothing from mail can start a new line, and no field of ours asks
 * the next hop for SMTPUTF8.
 */
import { printable, shorten } from '../log/escape.ts';

export function asciiText(text: string, maxChars: number): string {
  return shorten(
    printable(text.slice(0, maxChars + 1).replace(/\s+/g, ' ')).replace(/[^\x20-\x7e]/gu, '?'),
    maxChars,
  ).trim();
}
