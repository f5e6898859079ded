/**
 * Decides the metas of one message (spec 1.8). A meta is decided when all that it depends on is known, at the end of the
 * group in which that happens. In the final pass, rules without a result that are no metas count as 0, names that do not
 * exist too; a meta that never got a result blocks those that depend on it.
 *
 * A meta with a score of 0 cannot hit. When all it depends on is known in time and it is false, it is known to be false;
 * otherwise it stays unknown (Mail::SpamAssassin::Plugin::Check 4.0.1).
 */
import { runMetaCode } from './meta/code.ts';
import { ASKS } from './meta-plan.ts';
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
  readonly #decided: Uint8Array;
  /** Numbers of metas that a rule whose result came by itself may have made ready. */
  #perhapsReady: number[] = [];
  /** Rules that have no result count as 0. */
  #isFinal = false;

  constructor(options: MetaRunnerOptions) {
    this.#options = options;
    this.#decided = new Uint8Array(options.plan.rules.length);
  }

  /** Tell it at the first result of a rule that came by itself: by an answer, or because the program says so. */
  known(rule: number): void {
    const { dependents } = this.#options.plan;
    const end = dependents.end(rule);
    for (let place = dependents.start(rule); place < end; place += 1)
      this.#perhapsReady.push(dependents.number(place));
  }

  /** Behind a group: decides what is due. What depends on another meta stands behind it. */
  runGroup(group: number): void {
    const { due } = this.#options.plan;
    const end = due[group + 1] ?? 0;
    for (let meta = due[group] ?? 0; meta < end; meta += 1) this.#runIfReady(meta);
    this.runReady();
  }

  /** Decides what is ready since, and what becomes ready by that. */
  runReady(): void {
    const { rules } = this.#options.plan;
    // What is added while it is read comes up as well.
    for (const meta of this.#perhapsReady) if (this.#runIfReady(meta)) this.known(rules[meta] ?? 0);
    this.#perhapsReady = [];
  }

  runFinal(): void {
    const { rules, enabled } = this.#options.plan;
    this.#isFinal = true;
    for (let meta = 0; meta < rules.length; meta += 1) if (enabled[meta] === 1) this.#runIfReady(meta);
  }

  /** True when it is decided now. */
  #runIfReady(meta: number): boolean {
    if (this.#decided[meta] === 1) return false;
    const { plan, values, hit } = this.#options;
    const { dependencies, whenNothingHits, enabled, rules } = plan;
    const start = dependencies.start(meta);
    const end = dependencies.end(meta);
    let mustAsk = whenNothingHits[meta] === ASKS || start === end;
    for (let place = start; place < end; place += 1) {
      const dependency = dependencies.number(place);
      if (!this.#isKnown(dependency)) return false;
      mustAsk ||= values.of(dependency) !== 0;
    }
    this.#decided[meta] = 1;
    const rule = rules[meta] ?? 0;
    const value = mustAsk ? this.#valueOf(meta) : 0;
    if (value === 0 || Number.isNaN(value)) values.set(rule, 0);
    else if (enabled[meta] === 1) hit(rule, value);
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
