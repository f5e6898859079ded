/**
 * Folds a header field at 78 characters (RFC 5322 2.1.1) as amavisd-new does: pieces are joined while they fit, a
 * continuation line starts with one space. A piece is never broken, and no line exceeds 998 characters.
 */
const WIDTH = 78;
const MAX_LINE = 998;

/** Lines may only break in front of a piece; every piece but the first starts with its space. */
export function foldPieces(pieces: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && line.length + piece.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  return [...lines, line].map(cut).join('\n');
}

/** A field of running text: lines may break at any space. */
export function foldText(name: string, text: string): string {
  const whole = text === '' ? `${name}:` : `${name}: ${text}`;
  return whole.length <= WIDTH ? whole : foldPieces(whole.split(/(?= [^ ])/));
}

function cut(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE - 3)}...`;
}
