/** Text that others wrote, on one line and without control characters: for logs, and for protocols made of lines. */
export function oneLine(text: string): string {
  return text.replace(/[\s\x00-\x1f\x7f]+/g, ' ').trim();
}
