/** For one message: in which elements of an area something was found, for each of many sets of things. As the search noted it. */
const WORDS = 2;

export class Evidence {
  /** By set the number of its last note; 0: none. */
  readonly #last: Uint32Array;
  /** By note an element, and the number of the note before it of the same set. */
  readonly #notes: Uint32Array;

  constructor(last: Uint32Array, notes: Uint32Array) {
    this.#last = last;
    this.#notes = notes;
  }

  has(set: number): boolean {
    return this.#last[set] !== 0;
  }

  /** Ascending. */
  elementsOf(set: number): readonly number[] {
    const elements: number[] = [];
    for (let note = this.#last[set] ?? 0; note !== 0; note = this.#notes[note * WORDS + 1] ?? 0)
      elements.push(this.#notes[note * WORDS] ?? 0);
    return elements.reverse();
  }
}
