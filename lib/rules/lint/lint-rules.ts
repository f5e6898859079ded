/**
 * Looks for everything that is wrong with a rule set: the faults of its files, what shows when it runs on a synthetic
 * message (as `spamassassin --lint` runs it), regexes that cannot be compiled; with warnings those that a sender can make
 * slow, too, which takes a second or two for the stock rules. In the order of files and lines.
 */
import { Deadline } from '../../deadline.ts';
import { describeError } from '../../errors.ts';
import { createViews } from '../../views/views.ts';
import { backtrackingFaults } from './backtracking-faults.ts';
import { bayesFaults } from './bayes-faults.ts';
import { networkFaults } from './network-faults.ts';
import { findEval } from '../plugins/registry.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';
import { runRules } from '../run-rules.ts';
import type { Rule, RuleFault, RuleSet } from '../rule.ts';
import { viewSettings } from '../view-settings.ts';

/** A message that nobody sent: headers that many rules look at, and some text. */
const SYNTHETIC_MESSAGE = [
  'From: ignore@compiling.spamassassin.taint.org',
  'Subject: ',
  'Message-Id:  <1@lint_rules>',
  '',
  ...Array.from({ length: 20 }, () => 'I need to make this message body somewhat long so TextCat preloads'),
  '',
].join('\n');
const TIME_LIMIT_MS = 60_000;

export interface LintOptions {
  /** False: errors only. */
  readonly warnings?: boolean;
}

export function lintRules(set: RuleSet, { warnings = true }: LintOptions = {}): readonly RuleFault[] {
  const faults = [
    ...[...set.faults, ...networkFaults(set), ...bayesFaults(set)].filter(
      ({ level }) => warnings || level === 'error',
    ),
    ...uncompilable(set),
    ...failures(set),
    ...(warnings ? backtrackingFaults(set) : []),
  ];
  return faults.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

function uncompilable(set: RuleSet): readonly RuleFault[] {
  return [...set.rules.values()].flatMap(rule => {
    try {
      regexOf(rule)?.test('');
      return [];
    } catch (thrown) {
      return [faultOf(rule, `cannot be compiled: ${describeError(thrown)}`)];
    }
  });
}

function failures(set: RuleSet): readonly RuleFault[] {
  const views = createViews(Buffer.from(SYNTHETIC_MESSAGE), { settings: viewSettings(set) });
  const result = runRules(set, views, { scoreSet: 0, deadline: new Deadline(TIME_LIMIT_MS) });
  return result.failures.map(({ rule: name, why }) => {
    const rule = set.rules.get(name);
    return rule === undefined ? pluginFault(set, name, why) : faultOf(rule, `failed on a message: ${why}`);
  });
}

/** At the first rule that asks the plugin; the rest of the rules counts, as it does in SpamAssassin. */
function pluginFault({ rules }: RuleSet, plugin: string, why: string): RuleFault {
  const asks = ({ test }: Rule): boolean =>
    test.kind === 'eval' && findEval(test.function)?.plugin === plugin;
  const { file, line } = [...rules.values()].find(asks) ?? { file: '(loadplugin)', line: 1 };
  return { file, line, level: 'warning', text: `the plugin ${plugin} failed on a message: ${why}` };
}

function regexOf({ test }: Rule): RuleRegex | undefined {
  return 'regex' in test ? test.regex : undefined;
}

function faultOf({ name, file, line }: Rule, text: string): RuleFault {
  return { file, line, level: 'error', text: `${name}: ${text}` };
}
