/** The `if` blocks that are open at a line of a file (spec 1.3): do its lines count? */
export interface OpenBlock {
  /** Counted from 1. */
  readonly line: number;
  readonly key: string;
}

export class Blocks {
  readonly #open: { live: boolean; readonly line: number; readonly key: string }[] = [];
  /** Open blocks whose lines do not count. */
  #dead = 0;
  #skipsRest = false;

  get live(): boolean {
    return !this.#skipsRest && this.#dead === 0;
  }

  open(key: string, line: number, live: boolean): void {
    this.#open.push({ key, line, live });
    if (!live) this.#dead += 1;
  }

  /** False: there is none to turn. */
  turn(): boolean {
    const last = this.#open.at(-1);
    if (last === undefined) return false;
    this.#dead += last.live ? 1 : -1;
    last.live = !last.live;
    return true;
  }

  /** False: there is none to close. */
  close(): boolean {
    const last = this.#open.pop();
    if (last?.live === false) this.#dead -= 1;
    return last !== undefined;
  }

  /** Closes all of them; gives those that were open. */
  closeAll(): readonly OpenBlock[] {
    this.#dead = 0;
    this.#skipsRest = false;
    return this.#open.splice(0);
  }

  /** Nothing counts up to the end of the file. */
  skipRest(): void {
    this.#skipsRest = true;
  }
}
