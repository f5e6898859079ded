/** The `if` blocks that are open at a line of a file (spec 1.3): do its lines count? */
export interface OpenBlock {
  /** Counted from 1. */
  readonly line: number;
  readonly key: string;
}

export class Blocks {
  readonly #open: { live: boolean; readonly line: number; readonly key: string }[] = [];
  #skipsRest = false;

  get live(): boolean {
    return !this.#skipsRest && this.#open.every(block => block.live);
  }

  get left(): readonly OpenBlock[] {
    return this.#open;
  }

  open(key: string, line: number, live: boolean): void {
    this.#open.push({ key, line, live });
  }

  /** False: there is none to turn. */
  turn(): boolean {
    const last = this.#open.at(-1);
    if (last !== undefined) last.live = !last.live;
    return last !== undefined;
  }

  /** False: there is none to close. */
  close(): boolean {
    return this.#open.pop() !== undefined;
  }

  /** Nothing counts up to the end of the file. */
  skipRest(): void {
    this.#skipsRest = true;
  }
}
