/**
 * Decides the metas of one message (spec 1.8). A meta is decided when all that it depends on is known, at the end of the
 * group in which that happens. In the final pass, rules without a result that are no metas count as 0, names that do not
 * exist too; a meta that never got a result blocks those that depend on it.
 *
 * A meta with a score of 0 cannot hit. When all it depends on is known in time and it is false, it is known to be false;
 * otherwise it stays unknown (Mail::SpamAssassin::Plugin::Check 4.0.1).
 */
import { runMetaCode } from './meta/code.ts';
import type { MetaPlan } from './meta-plan.ts';
import type { RuleValues } from './rule-values.ts';

export interface MetaRunnerOptions {
  readonly plan: MetaPlan;
  readonly localTestsOnly: boolean;
  /** Results so far. */
  readonly values: RuleValues;
  /** Takes note of a hit. */
  readonly hit: (rule: number, value: number) => void;
}

export class MetaRunner {
  readonly #options: MetaRunnerOptions;
  /** By meta 1 where it is to be looked at: else nothing that it depends on has hit, and it misses. */
  readonly #marked: Uint8Array;
  readonly #decided: Uint8Array;
  /** The first meta that is not due yet. */
  #dueEnd = 0;
  /** Metas that are due and may have become ready. */
  #perhapsReady: number[] = [];
  /** Rules that have no result count as 0. */
  #isFinal = false;

  constructor(options: MetaRunnerOptions) {
    this.#options = options;
    this.#marked = options.plan.asks.slice();
    this.#decided = new Uint8Array(options.plan.rules.length);
  }

  /** Tell it when a rule has hit, is left open, or has a result that comes by itself: what depends on it is looked at. */
  changed(rule: number): void {
    const { dependents } = this.#options.plan;
    const end = dependents.end(rule);
    for (let place = dependents.start(rule); place < end; place += 1) {
      const meta = dependents.number(place);
      this.#marked[meta] = 1;
      if (meta < this.#dueEnd) this.#perhapsReady.push(meta);
    }
  }

  /** Behind a group: decides what is due. What depends on another meta stands behind it. */
  runGroup(group: number): void {
    const { due } = this.#options.plan;
    const end = due[group + 1] ?? 0;
    const marked = this.#marked;
    for (let meta = due[group] ?? 0; meta < end; meta += 1) if (marked[meta] === 1) this.#run(meta);
    this.#dueEnd = Math.max(this.#dueEnd, end);
    this.runReady();
  }

  /** Decides what is ready since, and what becomes ready by that. */
  runReady(): void {
    const { rules } = this.#options.plan;
    // What is added while it is read comes up as well.
    for (const meta of this.#perhapsReady) {
      if (this.#decided[meta] === 1) continue;
      this.#run(meta);
      if (this.#decided[meta] === 1) this.changed(rules[meta] ?? 0);
    }
    this.#perhapsReady = [];
  }

  runFinal(): void {
    const { rules, enabled } = this.#options.plan;
    this.#isFinal = true;
    for (let meta = 0; meta < rules.length; meta += 1)
      if (this.#marked[meta] === 1 && enabled[meta] === 1) this.#run(meta);
  }

  /** If all that it depends on is known. */
  #run(meta: number): void {
    if (this.#decided[meta] === 1) return;
    const { plan, values, hit } = this.#options;
    const rule = plan.rules[meta] ?? 0;
    if (!this.#isReady(meta)) {
      this.#leaveOpen(rule);
      return;
    }
    this.#decided[meta] = 1;
    const value = this.#valueOf(meta);
    if (value === 0 || Number.isNaN(value)) values.set(rule, 0);
    else if (plan.enabled[meta] === 1) hit(rule, value);
    else this.#leaveOpen(rule);
  }

  #leaveOpen(rule: number): void {
    const { values } = this.#options;
    if (values.isOpen(rule)) return;
    values.leaveOpen(rule);
    this.changed(rule);
  }

  #isReady(meta: number): boolean {
    const { dependencies } = this.#options.plan;
    const end = dependencies.end(meta);
    for (let place = dependencies.start(meta); place < end; place += 1)
      if (!this.#isKnown(dependencies.number(place))) return false;
    return true;
  }

  #isKnown(rule: number): boolean {
    const { plan, values } = this.#options;
    return values.isKnown(rule) || (this.#isFinal && plan.isMeta[rule] !== 1);
  }

  #valueOf(meta: number): number {
    const { plan, values, localTestsOnly } = this.#options;
    const { code, constants } = plan;
    return runMetaCode(code, meta, { constants, values: values.all, localTestsOnly });
  }
}
