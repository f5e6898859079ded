/** Where each of the lists begins when they are one behind the other, and one more. */
export function startsOf(lists: readonly { readonly length: number }[]): Uint32Array {
  const starts = new Uint32Array(lists.length + 1);
  for (const [number, list] of lists.entries()) starts[number + 1] = (starts[number] ?? 0) + list.length;
  return starts;
}

/** Lists of small numbers in two typed arrays: hundreds of thousands of little arrays would make an image large and slow to load. */
export class NumberLists {
  readonly #from: Uint32Array;
  readonly #numbers: Uint16Array | Uint32Array;

  constructor(lists: readonly (readonly number[])[]) {
    this.#from = startsOf(lists);
    const isSmall = lists.every(list => list.every(number => number <= 0xffff));
    const count = this.start(lists.length);
    this.#numbers = isSmall ? new Uint16Array(count) : new Uint32Array(count);
    for (const [index, list] of lists.entries()) this.#numbers.set(list, this.start(index));
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
