/**
 * Collects rendered HTML text with SpamAssassin's white-space rules (spec 2.10): block tags give white space, text runs
 * give one space per run, and where the two meet the text's space goes.
 */
interface Chunk {
  text: string;
  readonly emitted: boolean;
  readonly visible: boolean;
}

export class TextChunks {
  readonly #chunks: Chunk[] = [];
  /** Text runs that start with a word character right behind one that ended in one: words cut by tags. */
  obfuscation = 0;

  addWhitespace(whitespace: string): void {
    const last = this.#chunks.at(-1);
    if (last !== undefined && !last.emitted && last.visible && last.text.endsWith(' '))
      last.text = last.text.slice(0, -1);
    this.#chunks.push({ text: whitespace, emitted: true, visible: true });
  }

  addText(text: string, visible: boolean): void {
    let run = text.replace(/[ \t\n\r\f\v]+/g, ' ');
    const last = this.#chunks.at(-1);
    if (visible && last?.emitted === true && run.startsWith(' ')) run = run.slice(1);
    // A run that is left empty still stands between white space and the next run.
    if (last !== undefined && /\w$/.test(last.text.slice(-1)) && /^\w/.test(run)) this.obfuscation += 1;
    this.#chunks.push({ text: run, emitted: false, visible });
  }

  get all(): string {
    return this.#chunks.map(chunk => chunk.text).join('');
  }

  get visible(): string {
    return this.#chunks.map(chunk => (chunk.visible ? chunk.text : ' ')).join('');
  }

  get invisible(): string {
    return this.#chunks.map(chunk => (chunk.visible ? '' : chunk.text)).join('');
  }
}
