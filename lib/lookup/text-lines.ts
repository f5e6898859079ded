/**
 * The lines of a table in Postfix's text form (the input of postmap(1)), which is also what amavisd-new's read_hash
 * and read_array read: a `#` starts a comment, except inside double quotes; empty lines do not count; a line that
 * begins with white space continues the one before it.
 */
export interface LogicalLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  /** Without comment and outer blanks; never empty. */
  readonly text: string;
}

export function textLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (const [index, physical] of text.split(/\r?\n/).entries()) {
    const own = withoutComment(physical).trim();
    if (own === '') continue;
    const before = lines.at(-1);
    if (/^[ \t]/.test(physical) && before !== undefined) {
      lines[lines.length - 1] = { line: before.line, text: `${before.text} ${own}` };
    } else lines.push({ line: index + 1, text: own });
  }
  return lines;
}

/** A quote that is never closed does not hide a comment. */
function withoutComment(line: string): string {
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '#') return line.slice(0, at);
    if (char === '"') at = closingQuote(line, at) ?? at;
  }
  return line;
}

export function closingQuote(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') return at;
  }
  return undefined;
}
