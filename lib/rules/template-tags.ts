/** Values of template tags such as `_SENDERDOMAIN_` that rules and plugins found for one message. Byte strings. */
export type TagValue = string | readonly string[];

export class TagStore {
  readonly #values = new Map<string, TagValue>();

  set(name: string, value: TagValue): void {
    this.#values.set(name, value);
  }

  get(name: string): TagValue | undefined {
    return this.#values.get(name);
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }
}
