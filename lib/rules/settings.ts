/**
 * The directives of a rule set that are settings rather than rules, as written and in order. Whoever needs a setting reads
 * it once for a rule set (perSet) into the form it needs. Old spellings are read as the new ones: whitelist as
 * welcomelist, blacklist as blocklist, required_hits as required_score.
 */
import { wordsOf } from './words.ts';

export interface SettingLine {
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

export class SettingLines {
  readonly #lines: readonly SettingLine[];
  readonly #byKey = new Map<string, SettingLine[]>();

  constructor(lines: readonly SettingLine[]) {
    this.#lines = lines;
    for (const line of lines) {
      const list = this.#byKey.get(line.key);
      if (list === undefined) this.#byKey.set(line.key, [line]);
      else list.push(line);
    }
  }

  /** Lines of these keys, in the order in which they were written. */
  all(...keys: readonly string[]): readonly SettingLine[] {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return this.#byKey.get(only) ?? [];
    if (!keys.some(key => this.#byKey.has(key))) return [];
    return this.#lines.filter(line => keys.includes(line.key));
  }

  /** Lines of a family of keys, such as hashbl_acl_NAME. */
  allWithPrefix(prefix: string): readonly SettingLine[] {
    return this.#lines.filter(({ key }) => key.startsWith(prefix));
  }

  values(key: string): readonly string[] {
    return this.all(key).map(line => line.value);
  }

  /** The value that counts where the last line wins. */
  last(key: string): string | undefined {
    return this.#byKey.get(key)?.at(-1)?.value;
  }

  /** yes, no, 1, 0. */
  flag(key: string, otherwise: boolean): boolean {
    const value = this.last(key);
    return value === undefined ? otherwise : /^(?:yes|1)$/i.test(value);
  }

  number(key: string, otherwise: number): number {
    const value = Number(this.last(key) ?? otherwise);
    return Number.isNaN(value) ? otherwise : value;
  }

  /** All words of all lines. */
  words(key: string): readonly string[] {
    return this.values(key).flatMap(wordsOf);
  }
}
