/**
 * Decides metas (spec 1.8). A meta is ready when all it depends on is known. In the final pass what is no meta and has no
 * result counts as 0, undefined names too; a meta that never got a result blocks those that depend on it.
 */
import { evaluateMeta } from './meta/evaluate-meta.ts';
import type { PlannedMeta } from './rule-plan.ts';
import type { RuleSet } from './rule.ts';

export class MetaRunner {
  readonly #set: RuleSet;
  readonly #values: Map<string, number>;
  readonly #localTestsOnly: boolean;
  #pending: readonly PlannedMeta[];

  /** `values` holds the results so far (0: ran and did not hit) and gets those of the metas. */
  constructor(
    set: RuleSet,
    metas: readonly PlannedMeta[],
    values: Map<string, number>,
    localTestsOnly: boolean,
  ) {
    this.#set = set;
    this.#pending = metas;
    this.#values = values;
    this.#localTestsOnly = localTestsOnly;
  }

  /** Runs every meta that is ready, until none is; gives those that hit. */
  run(final: boolean): readonly PlannedMeta[] {
    const hits: PlannedMeta[] = [];
    let progress = true;
    while (progress) {
      const waiting: PlannedMeta[] = [];
      for (const meta of this.#pending) {
        if (!meta.dependencies.every(name => this.#isKnown(name, final))) {
          waiting.push(meta);
          continue;
        }
        const value = evaluateMeta(meta.expression, {
          valueOf: name => this.#values.get(name) ?? 0,
          localTestsOnly: this.#localTestsOnly,
        });
        const isHit = value !== 0 && !Number.isNaN(value);
        // A value that is not positive is kept as 1, as for every hit.
        this.#values.set(meta.rule.name, isHit ? (value > 0 ? value : 1) : 0);
        if (isHit) hits.push(meta);
      }
      progress = waiting.length < this.#pending.length;
      this.#pending = waiting;
    }
    return hits;
  }

  #isKnown(name: string, final: boolean): boolean {
    return this.#values.has(name) || (final && this.#set.rules.get(name)?.test.kind !== 'meta');
  }
}
