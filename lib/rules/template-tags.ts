/** Values of template tags such as `_SENDERDOMAIN_` that rules and plugins found for one message. Byte strings. */
export type TagValue = string | readonly string[];

export class TagStore {
  readonly #values = new Map<string, TagValue>();
  readonly #awaiting = new Map<string, (() => void)[]>();

  set(name: string, value: TagValue): void {
    this.#values.set(name, value);
    if (value.length === 0) return;
    const told = this.#awaiting.get(name) ?? [];
    this.#awaiting.delete(name);
    for (const listener of told) listener();
  }

  get(name: string): TagValue | undefined {
    return this.#values.get(name);
  }

  /** Tells when the tag gets a value that is not empty, once and from then on; one that it has already does not count. */
  onceSet(name: string, listener: () => void): void {
    const awaiting = this.#awaiting.get(name);
    if (awaiting === undefined) this.#awaiting.set(name, [listener]);
    else awaiting.push(listener);
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }
}
