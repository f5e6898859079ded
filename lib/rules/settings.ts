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

interface PlacedLine extends SettingLine {
  /** Among all lines. */
  readonly place: number;
}

/** A line without its key, and with its place among all. */
type PackedLine = readonly [value: string, file: string, line: number, place: number];

export class SettingLines {
  readonly #byKey = new Map<string, readonly PlacedLine[]>();
  /** For an image: by key its lines as JSON, since thousands of them would be as many objects to load. */
  readonly #packed = new Map<string, string>();

  constructor(lines: readonly SettingLine[]) {
    const placed = lines.map((line, place) => ({ ...line, place }));
    for (const [key, list] of Map.groupBy(placed, ({ key }) => key)) this.#byKey.set(key, list);
  }

  /** Lines of these keys, in the order in which they were written. */
  all(...keys: readonly string[]): readonly SettingLine[] {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return this.#linesOf(only);
    return keys.flatMap(key => this.#linesOf(key)).sort((a, b) => a.place - b.place);
  }

  /** Lines of a family of keys, such as hashbl_acl_NAME. */
  allWithPrefix(prefix: string): readonly SettingLine[] {
    const keys = new Set([...this.#byKey.keys(), ...this.#packed.keys()]);
    return this.all(...[...keys].filter(key => key.startsWith(prefix)));
  }

  /** For an image. */
  compact(): void {
    for (const [key, list] of this.#byKey) {
      const packed = list.map(({ value, file, line, place }): PackedLine => [value, file, line, place]);
      this.#packed.set(key, JSON.stringify(packed));
    }
    this.#byKey.clear();
  }

  #linesOf(key: string): readonly PlacedLine[] {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const packed = this.#packed.get(key);
    if (packed === undefined) return [];
    const lines = (JSON.parse(packed) as readonly PackedLine[]).map(([value, file, line, place]) => ({
      key,
      value,
      file,
      line,
      place,
    }));
    this.#byKey.set(key, lines);
    return lines;
  }

  values(key: string): readonly string[] {
    return this.all(key).map(line => line.value);
  }

  /** The value that counts where the last line wins. */
  last(key: string): string | undefined {
    return this.#linesOf(key).at(-1)?.value;
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
