/**
 * Breaks text into lines as SpamAssassin does (Util::wrap; spec 7.3): words go on a line as long as it stays within
 * `width` columns together with what separates them from the next; a tab counts as eight. A word that is longer stands on
 * a line of its own. Blanks at the end of a finished line go, those in front of a word stay with it.
 */
export interface WrapOptions {
  /** Stands in front of every line but the first. */
  readonly prefix: string;
  /** Stands in front of the first line; counts for its width. */
  readonly first: string;
  readonly width: number;
  /** A line may grow past the width by its last word. */
  readonly overflow?: boolean;
  /** Break behind commas too, and keep blanks with the word in front of them: header fields. */
  readonly afterCommas?: boolean;
}

export function wrap(text: string, options: WrapOptions): string {
  const { prefix, first, width, overflow = false, afterCommas = false } = options;
  const [start = '', ...rest] = [...(first === '' ? [] : [first]), ...piecesOf(text, afterCommas)];
  const lines: string[] = [];
  let line = start;
  let lineColumns = columns(start);
  let isFresh = true;
  for (const piece of rest) {
    const pieceColumns = columns(piece);
    // The first piece of a line is measured without its successor, so that every line gets at least one.
    if (lineColumns + (isFresh || overflow ? 0 : pieceColumns) <= width) {
      line += piece;
      lineColumns += pieceColumns;
    } else {
      lines.push(line.replace(/[ \t\n\r\f\v]+$/, ''));
      line = prefix + piece;
      lineColumns = columns(line);
    }
    isFresh = false;
  }
  return [...lines, line].join('\n');
}

function piecesOf(text: string, afterCommas: boolean): string[] {
  if (afterCommas) return text.match(/[^ \t\n\r\f\v,]*[ \t\n\r\f\v,]|[^ \t\n\r\f\v,]+/g) ?? [''];
  const pieces = text.split(/([ \t\n\r\f\v])/);
  while (pieces.length > 1 && pieces.at(-1) === '') pieces.pop();
  return pieces;
}

function columns(text: string): number {
  return text.length + 7 * (text.match(/\t/g)?.length ?? 0);
}
