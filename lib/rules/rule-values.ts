/** What the rules of a set gave for one message, by number: 0 for a miss. A rule of a group that has run missed unless something else is said. */
import type { RulePlan } from './rule-plan.ts';

const OPEN = 1;
const KNOWN = 2;

export class RuleValues {
  /** Of what is not known 0, too. */
  readonly all: Float64Array;
  readonly #states: Uint8Array;
  readonly #groupOf: Uint16Array;
  #groupsRun = 0;

  constructor({ groupOf, metas }: RulePlan) {
    const count = groupOf.length + metas.undefinedNames.size;
    this.all = new Float64Array(count);
    this.#states = new Uint8Array(count);
    this.#groupOf = groupOf;
  }

  of(rule: number): number {
    return this.all[rule] ?? 0;
  }

  isKnown(rule: number): boolean {
    const state = this.#states[rule];
    return state === KNOWN || (state !== OPEN && (this.#groupOf[rule] ?? Infinity) < this.#groupsRun);
  }

  set(rule: number, value: number): void {
    this.all[rule] = value;
    this.#states[rule] = KNOWN;
  }

  /** It ran, or should have, and has no result, or none yet. */
  leaveOpen(rule: number): void {
    if (this.#states[rule] !== KNOWN) this.#states[rule] = OPEN;
  }

  isOpen(rule: number): boolean {
    return this.#states[rule] === OPEN;
  }

  groupHasRun(group: number): void {
    this.#groupsRun = Math.max(this.#groupsRun, group + 1);
  }
}
