/**
 * One message on its way through a rule set: priority groups, metas, hits (spec 1.7, 1.8). An eval that answers undefined is
 * not decided yet; whoever has its evidence, from the network or from a database, tells it by `settle` before `finish`.
 *
 * When the deadline ends the run, the rules that are left are skipped and TIME_LIMIT_EXCEEDED hits; V8 cannot interrupt
 * a regex, so the inputs are bounded and the time is asked between rules and between elements.
 */
import type { Deadline } from '../deadline.ts';
import type { Views } from '../views/views.ts';
import type { EvalContext } from './plugins/plugin.ts';
import { printable } from './printable.ts';
import type { MatchPlace, RuleSetHit, RuleSetResult } from './result.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';
import { planRules } from './rule-plan.ts';
import type { RulePlan } from './rule-plan.ts';
import { MetaRunner } from './run-metas.ts';
import { runTest } from './run-test.ts';
import { TagStore } from './template-tags.ts';

export interface RunOptions {
  readonly scoreSet: ScoreSet;
  readonly deadline: Deadline;
}

interface HitFacts {
  readonly count?: number;
  readonly match?: string;
  readonly where?: MatchPlace | undefined;
  readonly logs?: readonly string[];
  readonly score?: number;
}

const TIME_LIMIT_RULE = 'TIME_LIMIT_EXCEEDED';
const TIME_LIMIT_SCORE = 0.001;
/** A rule with tflags multiple and no maxhits must not fill the memory. */
const MAX_LISTED_HITS = 1000;

export class RuleRun {
  readonly #set: RuleSet;
  readonly #views: Views;
  readonly #options: RunOptions;
  readonly #startLeftMs: number;
  readonly #plan: RulePlan;
  readonly #metas: MetaRunner;
  /** Results for metas; 0: ran and did not hit. */
  readonly #values = new Map<string, number>();
  readonly #hits: RuleSetHit[] = [];
  readonly #subrules: string[] = [];
  readonly #tags = new TagStore();
  readonly #onceMade = new Map<unknown, unknown>();
  #timedOutIn: string | undefined;

  constructor(set: RuleSet, views: Views, options: RunOptions) {
    this.#set = set;
    this.#views = views;
    this.#options = options;
    this.#startLeftMs = options.deadline.remainingMs;
    this.#plan = planRules(set, options.scoreSet);
    this.#metas = new MetaRunner(set, this.#plan.metas, this.#values, (options.scoreSet & 1) === 0);
  }

  runGroups(): void {
    for (const group of this.#plan.groups) {
      for (const rule of group) {
        if (this.#expired(rule)) return;
        this.#run(rule);
      }
      this.#runMetas(false);
    }
  }

  /** The answer of a rule that was not decided: above 0 a hit. */
  settle(name: string, value: number, facts: { readonly logs?: readonly string[] } = {}): void {
    const rule = this.#set.rules.get(name);
    if (rule === undefined || rule.scores[this.#options.scoreSet] === 0) return;
    this.#values.set(name, value);
    if (value > 0) this.#record(rule, facts);
  }

  finish(): RuleSetResult {
    const timedOut = this.#timedOutIn !== undefined;
    if (timedOut) this.#hitTimeLimit();
    else this.#runMetas(true);
    return {
      score: Math.round(this.#hits.reduce((sum, hit) => sum + hit.score, 0) * 1000) / 1000,
      hits: this.#hits,
      subrules: this.#subrules.sort(),
      tags: this.#tags,
      timedOut,
      timedOutIn: this.#timedOutIn,
      ms: this.#startLeftMs - this.#options.deadline.remainingMs,
    };
  }

  #run(rule: Rule): void {
    const logs: string[] = [];
    const result = runTest(rule, this.#context(rule, logs), () => this.#expired(rule));
    if (result === undefined) return;
    const { count, value, match, where } = result;
    this.#values.set(rule.name, value);
    if (count > 0) this.#record(rule, { count, match, where, logs });
  }

  #context(rule: Rule, logs: string[]): EvalContext {
    const context: EvalContext = {
      views: this.#views,
      set: this.#set,
      rule,
      scoreSet: this.#options.scoreSet,
      deadline: this.#options.deadline,
      tags: this.#tags,
      log: text => void logs.push(text),
      once: <T>(make: (context: EvalContext) => T): T => {
        if (!this.#onceMade.has(make)) this.#onceMade.set(make, make(context));
        return this.#onceMade.get(make) as T;
      },
    };
    return context;
  }

  #runMetas(final: boolean): void {
    for (const { rule } of this.#metas.run(final)) this.#record(rule, {});
  }

  #record(rule: Rule, { count = 1, match = '', where, logs = [], score }: HitFacts): void {
    const times = Math.min(count, MAX_LISTED_HITS);
    if (rule.name.startsWith('__')) {
      for (let index = 0; index < times; index += 1) this.#subrules.push(rule.name);
      return;
    }
    const hit: RuleSetHit = {
      rule: rule.name,
      score: score ?? rule.scores[this.#options.scoreSet],
      description: rule.description,
      match: printable(match),
      where,
      logs,
    };
    for (let index = 0; index < times; index += 1) this.#hits.push(hit);
  }

  #hitTimeLimit(): void {
    const rule = this.#set.rules.get(TIME_LIMIT_RULE);
    this.#hits.push({
      rule: TIME_LIMIT_RULE,
      score: rule?.scores[this.#options.scoreSet] ?? TIME_LIMIT_SCORE,
      description: rule?.description ?? 'The time for the rules was up before all of them had run',
      match: '',
      where: undefined,
      logs: [],
    });
  }

  #expired(rule: Rule): boolean {
    if (this.#timedOutIn === undefined && this.#options.deadline.expired) this.#timedOutIn = rule.name;
    return this.#timedOutIn !== undefined;
  }
}
