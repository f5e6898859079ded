/**
 * The rules of a set that ask lists, by function: which list, in which set of lists (check_rbl_sub looks at all answers of a
 * set), and what the answer must be.
 */
import type { AnswerTest } from '../../answer-test.ts';
import { perSet } from '../../per-set.ts';
import type { Rule, RuleSet, ScoreSet } from '../../rule.ts';
import { patternOf } from '../pattern.ts';

export interface ListRule {
  readonly rule: Rule;
  readonly function: string;
  readonly listSet: string;
  /** Without a dot at the end; '' for functions that ask no list of their own. */
  readonly list: string;
  readonly test: AnswerTest;
  /** What stands behind the test: an accreditor, headers. */
  readonly argument: string | undefined;
}

const listRules = perSet((set): readonly ListRule[] =>
  [...set.rules.values()].flatMap(rule => listRuleOf(rule) ?? []),
);

/** Those that have a score. */
export function activeListRules(set: RuleSet, scoreSet: ScoreSet): readonly ListRule[] {
  return listRules(set).filter(({ rule }) => rule.scores[scoreSet] !== 0);
}

function listRuleOf(rule: Rule): ListRule | undefined {
  const { test } = rule;
  if (test.kind !== 'eval' || !/^check_(?:rbl|dns_sender$)/.test(test.function)) return undefined;
  const [listSet = '', ...rest] = test.args;
  const isSub = test.function === 'check_rbl_sub';
  const [list = '', subtest, argument] = isSub ? ['', ...rest] : rest;
  const answer = isSub && subtest === undefined ? undefined : subtestOf(subtest);
  if (answer === undefined) return undefined;
  return { rule, function: test.function, listSet, list: list.replace(/\.+$/, ''), test: answer, argument };
}

/** undefined: no regex, so the rule never asks. SenderBase (`sb:`) is gone. */
function subtestOf(text: string | undefined): AnswerTest | undefined {
  if (text === undefined) return { kind: 'any' };
  if (/^\d+$/.test(text)) return { kind: 'bits', bits: Number(text), written: text };
  if (/^\d+(?:\.\d+){3}$/.test(text)) return { kind: 'text', text };
  if (text.startsWith('sb:')) return undefined;
  const regex = patternOf(text);
  return regex === undefined ? undefined : { kind: 'regex', regex };
}
