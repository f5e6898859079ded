/**
 * Collects rendered HTML text with SpamAssassin's white-space rules (spec 2.10): block tags give white space, text runs
 * give one space per run, and where the two meet the text's space goes.
 */
interface Chunk {
  text: string;
  readonly emitted: boolean;
  readonly visible: boolean;
}

/** Everything but white space and ASCII punctuation. */
const WORD = String.raw`[^\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]`;
const WORD_START = new RegExp(`^${WORD}`);
const WORD_END = new RegExp(`${WORD}$`);
const MAX_PIECE = 7;
const PIECE_START = new RegExp(`^(${WORD}{1,${MAX_PIECE}})(?!${WORD}|_)`);
const PIECE_END = new RegExp(`(?:^|[^\\w])(${WORD}{1,${MAX_PIECE}})$`);

export class TextChunks {
  readonly #chunks: Chunk[] = [];
  /** Text runs that start with a word character right behind one that ended in one: words cut by tags. */
  obfuscation = 0;
  /** Kinds of short word pieces that a tag cuts, by their lengths. */
  readonly backhair = new Set<string>();

  addWhitespace(whitespace: string): void {
    const last = this.#chunks.at(-1);
    if (last !== undefined && !last.emitted && last.visible && last.text.endsWith(' '))
      last.text = last.text.slice(0, -1);
    this.#chunks.push({ text: whitespace, emitted: true, visible: true });
  }

  addText(text: string, visible: boolean): void {
    const last = this.#chunks.at(-1);
    if (last !== undefined) this.#noteCut(last.text.slice(-MAX_PIECE - 1), text.slice(0, MAX_PIECE + 1));
    let run = text.replace(/[ \t\n\r\f\v]+/g, ' ');
    // A run that is left empty still stands between white space and the next run.
    if (visible && last?.emitted === true && run.startsWith(' ')) run = run.slice(1);
    this.#chunks.push({ text: run, emitted: false, visible });
  }

  #noteCut(before: string, after: string): void {
    if (WORD_END.test(before) && WORD_START.test(after)) this.obfuscation += 1;
    const [, left] = PIECE_END.exec(before) ?? [];
    const [, right] = PIECE_START.exec(after) ?? [];
    if (left !== undefined && right !== undefined) this.backhair.add(`${left.length}_${right.length}`);
  }

  get all(): string {
    return this.#chunks.map(chunk => chunk.text).join('');
  }

  get visible(): string {
    return this.#chunks.map(chunk => (chunk.visible ? chunk.text : '')).join('');
  }

  get invisible(): string {
    return this.#chunks.map(chunk => (chunk.visible ? '' : chunk.text)).join('');
  }
}
