/** For one message: in which elements of an area something was found, for each of many sets of things. */
export class Evidence {
  /** The elements that were noted, one behind the other; and for each the place of the one before it of the same set. */
  readonly #elements: number[] = [0];
  readonly #before: number[] = [0];
  /** By set the place of the last; 0: none. */
  readonly #last: Uint32Array;

  constructor(setCount: number) {
    this.#last = new Uint32Array(setCount);
  }

  /** The elements come in ascending order. */
  note(set: number, element: number): void {
    const before = this.#last[set] ?? 0;
    if (before !== 0 && this.#elements[before] === element) return;
    this.#before.push(before);
    this.#last[set] = this.#elements.push(element) - 1;
  }

  has(set: number): boolean {
    return this.#last[set] !== 0;
  }

  /** Ascending. */
  elementsOf(set: number): readonly number[] {
    const elements: number[] = [];
    for (let place = this.#last[set] ?? 0; place !== 0; place = this.#before[place] ?? 0)
      elements.push(this.#elements[place] ?? 0);
    return elements.reverse();
  }
}
