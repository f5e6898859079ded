/**
 * The rules of a set, by name and by number (the place in the set). For an image they are kept as text and in arrays of numbers, and
 * a rule is made again when it is asked for: of thousands of rules a message needs a few, and each object in an image costs time at
 * each start.
 */
import { NameIndex } from './name-index.ts';
import { packRules, unpackRule } from './packed-rules.ts';
import type { PackedRules } from './packed-rules.ts';
import type { Rule, Rules } from './rule.ts';

export class RuleTable implements Rules {
  readonly size: number;
  readonly #names: NameIndex;
  /** By number, as far as they are made. */
  readonly #made = new Map<number, Rule>();
  #packed: PackedRules | undefined;

  /** The number of a rule is its place in the list. */
  constructor(rules: readonly Rule[]) {
    this.size = rules.length;
    this.#names = new NameIndex(rules.map(({ name }) => name));
    for (const rule of rules) this.#made.set(rule.number, rule);
  }

  numberOf(name: string): number | undefined {
    return this.#names.find(name);
  }

  nameAt(number: number): string {
    return this.#names.at(number);
  }

  at(number: number): Rule {
    const known = this.#made.get(number);
    if (known !== undefined) return known;
    if (this.#packed === undefined || number >= this.size) throw new RangeError(`there is no rule ${number}`);
    const rule = unpackRule(this.#packed, number, this.nameAt(number));
    this.#made.set(number, rule);
    return rule;
  }

  get(name: string): Rule | undefined {
    const number = this.numberOf(name);
    return number === undefined ? undefined : this.at(number);
  }

  has(name: string): boolean {
    return this.numberOf(name) !== undefined;
  }

  *keys(): MapIterator<string> {
    for (let number = 0; number < this.size; number += 1) yield this.nameAt(number);
  }

  *values(): MapIterator<Rule> {
    for (let number = 0; number < this.size; number += 1) yield this.at(number);
  }

  *entries(): MapIterator<[string, Rule]> {
    for (const rule of this.values()) yield [rule.name, rule];
  }

  [Symbol.iterator](): MapIterator<[string, Rule]> {
    return this.entries();
  }

  forEach(visit: (rule: Rule, name: string, rules: ReadonlyMap<string, Rule>) => void): void {
    for (const rule of this.values()) visit(rule, rule.name, this);
  }

  compact(): void {
    this.#packed ??= packRules([...this.values()]);
    for (const { number, test } of this.#made.values()) if (!isForAll(test)) this.#made.delete(number);
  }
}

/** It runs on every message, and would have to be made for each. */
function isForAll({ kind }: Rule['test']): boolean {
  return kind === 'eval' || kind === 'exists';
}
