/** Lists of small numbers in two typed arrays: hundreds of thousands of little arrays would make an image large and slow to load. */
export class NumberLists {
  readonly #from: Uint32Array;
  readonly #numbers: Uint16Array | Uint32Array;

  constructor(lists: readonly (readonly number[])[]) {
    this.#from = new Uint32Array(lists.length + 1);
    const count = lists.reduce((sum, list) => sum + list.length, 0);
    const isSmall = lists.every(list => list.every(number => number <= 0xffff));
    this.#numbers = isSmall ? new Uint16Array(count) : new Uint32Array(count);
    let end = 0;
    for (const [index, list] of lists.entries()) {
      this.#numbers.set(list, end);
      end += list.length;
      this.#from[index + 1] = end;
    }
  }

  get count(): number {
    return this.#from.length - 1;
  }

  /** Where a list begins and ends: a view of it would be one more object for each of very many looks. */
  start(index: number): number {
    return this.#from[index] ?? 0;
  }

  end(index: number): number {
    return this.#from[index + 1] ?? 0;
  }

  /** The number at a place between start and end. */
  number(place: number): number {
    return this.#numbers[place] ?? 0;
  }
}
