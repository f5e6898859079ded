/**
 * Folds a header field as SpamAssassin does: lines of at most 79 columns, broken behind blanks and commas,
 * continued with a tab, which counts as 8 columns. A longer word stands on a line of its own. RFC 5322 2.2.3.
 */
const MAX_COLUMNS = 79;

export function foldField(name: string, value: string): string {
  const [first = '', ...words] = value.match(/[^\s,]*[\s,]|[^\s,]+/g) ?? [];
  const lines: string[] = [];
  let line = `${name}: ${first}`;
  for (const word of words) {
    if (columns(line) + columns(word) <= MAX_COLUMNS) {
      line += word;
    } else {
      lines.push(line.trimEnd());
      line = `\t${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function columns(text: string): number {
  return text.length + 7 * (text.match(/\t/g)?.length ?? 0);
}
