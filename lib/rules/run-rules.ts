/**
 * Runs a rule set on one message: hits and score as SpamAssassin counts them (spec 1.5 to 1.8).
 * When the deadline ends the run, the rules that are left are skipped and TIME_LIMIT_EXCEEDED hits; V8 cannot interrupt
 * a regex, so the inputs are bounded and the time is asked between rules and between elements.
 */
import type { Deadline } from '../deadline.ts';
import { fromUtf8Bytes } from '../views/bytes.ts';
import type { Views } from '../views/views.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';
import { MetaRunner } from './run-metas.ts';
import { planRules } from './rule-plan.ts';
import { runTest } from './run-test.ts';

/** The same shape as RuleHit of lib/check/report.ts. */
export interface RuleSetHit {
  readonly rule: string;
  readonly score: number;
  readonly description: string;
  readonly match: string;
}

export interface RunOptions {
  readonly scoreSet: ScoreSet;
  readonly deadline: Deadline;
}

export interface RuleSetResult {
  /** Rounded to three decimals. */
  readonly score: number;
  /** By name; a rule with tflags multiple is there once for each match. */
  readonly hits: readonly RuleSetHit[];
  /** Names of the `__` rules that hit, sorted. */
  readonly subrules: readonly string[];
  readonly timedOut: boolean;
  readonly ms: number;
}

const TIME_LIMIT_RULE = 'TIME_LIMIT_EXCEEDED';
const TIME_LIMIT_SCORE = 0.001;
const MAX_MATCH_CHARS = 100;
/** A scored rule with tflags multiple and no maxhits must not fill the memory. */
const MAX_LISTED_HITS = 1000;

export function runRules(set: RuleSet, views: Views, { scoreSet, deadline }: RunOptions): RuleSetResult {
  const startLeftMs = deadline.remainingMs;
  const plan = planRules(set, scoreSet);
  const values = new Map<string, number>();
  const metas = new MetaRunner(set, plan.metas, values, (scoreSet & 1) === 0);
  const hits: RuleSetHit[] = [];
  const subrules: string[] = [];
  const clock = { timedOut: false };
  const expired = (): boolean => (clock.timedOut ||= deadline.expired);
  const record = (rule: Rule, count: number, match: string): void => {
    if (rule.name.startsWith('__')) {
      subrules.push(rule.name);
      return;
    }
    const one = {
      rule: rule.name,
      score: rule.scores[scoreSet],
      description: rule.description,
      match: printable(match),
    };
    for (let index = 0; index < Math.min(count, MAX_LISTED_HITS); index += 1) hits.push(one);
  };
  for (const group of plan.groups) {
    for (const rule of group) {
      if (expired()) break;
      const { count, value, match } = runTest(rule, views, expired);
      values.set(rule.name, value);
      if (count > 0) record(rule, count, match);
    }
    if (expired()) break;
    for (const { rule } of metas.run(false)) record(rule, 1, '');
  }
  if (clock.timedOut) hits.push(timeLimitHit(set, scoreSet));
  else for (const { rule } of metas.run(true)) record(rule, 1, '');
  hits.sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
  return {
    score: roundScore(hits.reduce((sum, hit) => sum + hit.score, 0)),
    hits,
    subrules: subrules.sort(),
    timedOut: clock.timedOut,
    ms: startLeftMs - deadline.remainingMs,
  };
}

function timeLimitHit(set: RuleSet, scoreSet: ScoreSet): RuleSetHit {
  const rule = set.rules.get(TIME_LIMIT_RULE);
  return {
    rule: TIME_LIMIT_RULE,
    score: rule?.scores[scoreSet] ?? TIME_LIMIT_SCORE,
    description: rule?.description ?? 'The time for the rules was up before all of them had run',
    match: '',
  };
}

function roundScore(score: number): number {
  return Math.round(score * 1000) / 1000;
}

/** Matched bytes as Unicode for people: on one line, at most 100 characters, nothing that steers a terminal. */
export function printable(bytes: string): string {
  const text = fromUtf8Bytes(bytes.slice(0, 4 * MAX_MATCH_CHARS))
    .slice(0, MAX_MATCH_CHARS)
    .replace(/[\ud800-\udbff]$/, '');
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
