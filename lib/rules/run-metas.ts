/**
 * Decides the metas of one message (spec 1.8). A meta is decided when all that it depends on is known, at the end of the
 * group in which that happens. In the final pass, rules without a result that are no metas count as 0, names that do not
 * exist too; a meta that never got a result blocks those that depend on it.
 *
 * A meta with a score of 0 cannot hit. When all it depends on is known in time and it is false, it is known to be false;
 * otherwise it stays unknown (Mail::SpamAssassin::Plugin::Check 4.0.1).
 */
import { evaluateMeta } from './meta/expression.ts';
import type { RulePlan } from './rule-plan.ts';
import type { Rule } from './rule.ts';

export interface MetaHit {
  readonly rule: Rule;
  readonly value: number;
}

export interface MetaRunnerOptions {
  readonly plan: RulePlan;
  readonly localTestsOnly: boolean;
  /** Results so far; 0: ran and did not hit. */
  readonly values: ReadonlyMap<string, number>;
  readonly isMeta: (name: string) => boolean;
  /** Takes note of a result, and tells the runner by `known`. */
  readonly decide: (rule: Rule, value: number) => void;
}

export class MetaRunner {
  readonly #options: MetaRunnerOptions;
  /** For each meta of the plan, how much it still waits for; -1: decided. */
  readonly #waiting: number[];
  #ready: number[];

  constructor(options: MetaRunnerOptions) {
    this.#options = options;
    this.#waiting = options.plan.metas.map(meta => meta.dependencies.length);
    this.#ready = [...this.#waiting.keys()].filter(index => this.#waiting[index] === 0);
  }

  /** Tell it at the first result of a rule. */
  known(name: string): void {
    for (const index of this.#options.plan.dependents.get(name) ?? []) {
      const left = (this.#waiting[index] ?? 0) - 1;
      this.#waiting[index] = left;
      if (left === 0) this.#ready.push(index);
    }
  }

  /** Decides what is ready, and what becomes ready by that. */
  runReady(): void {
    for (const index of this.#ready) this.#run(index);
    this.#ready = [];
  }

  runFinal(): void {
    const { plan, values, isMeta } = this.#options;
    const pending = plan.metas.filter(({ enabled }, index) => enabled && this.#isPending(index));
    const unanswered = new Set(pending.flatMap(meta => meta.dependencies));
    for (const name of unanswered) if (!values.has(name) && !isMeta(name)) this.known(name);
    for (const index of this.#ready) if (plan.metas[index]?.enabled === true) this.#run(index);
    this.#ready = [];
  }

  #run(index: number): void {
    const { plan, values, localTestsOnly, decide } = this.#options;
    const meta = plan.metas[index];
    if (meta === undefined || !this.#isPending(index)) return;
    this.#waiting[index] = -1;
    const value = evaluateMeta(meta.expression, {
      valueOf: name => values.get(name) ?? 0,
      localTestsOnly,
    });
    const isHit = value !== 0 && !Number.isNaN(value);
    if (!isHit) decide(meta.rule, 0);
    else if (meta.enabled) decide(meta.rule, value);
  }

  #isPending(index: number): boolean {
    return (this.#waiting[index] ?? -1) >= 0;
  }
}
