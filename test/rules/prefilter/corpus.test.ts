/**
 * The prefilter changes no result on mail: what it leaves out V8 does not find, and the hits are the same without it. Over our
 * fixtures; MAILSIFT_PREFILTER_MAIL names a folder, whose messages are taken instead, for all regexes.
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { loadRules } from '../../../lib/rules/load-rules.ts';
import { regexGroups } from '../../../lib/rules/prefiltered.ts';
import { RegexGroup } from '../../../lib/rules/prefilter/candidates.ts';
import { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import type { RuleSet } from '../../../lib/rules/rule.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { orSkip } from '../../support/require-program.ts';
import { contextOf, exclusions } from './excluded.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const STOCK_RULES = '/usr/share/spamassassin';
const FOLDER = process.env['MAILSIFT_PREFILTER_MAIL'];
/** A heavy regex takes V8 a tenth of a second. */
const HEAVY_EVERY = FOLDER === undefined ? 20 : 1;
const TIME_LIMIT_MS = 600_000;

const files = (FOLDER === undefined ? ['parity', 'messages'].map(name => join(FIXTURES, name)) : [FOLDER])
  .flatMap(folder => globSync(`${folder}/**/*`))
  .filter(file => !file.endsWith('.json') && statSync(file).isFile())
  .sort();

suite('prefilter over mail', { timeout: TIME_LIMIT_MS }, () => {
  test('what it leaves out does not match: the stock rules', context => {
    if (
      orSkip(context, existsSync(STOCK_RULES) ? STOCK_RULES : null, 'the rules of SpamAssassin') === undefined
    )
      return;
    checkExclusions(loadRules([STOCK_RULES], { localTestsOnly: true }));
  });

  test('what it leaves out does not match: our rules', () => {
    checkExclusions(loadRules());
  });

  test('the hits are the same without it', context => {
    const set = loadRules();
    regexGroups(set);
    const withIt = files.map(file => hitsOf(set, file));
    context.mock.method(RegexGroup.prototype, 'candidates', () => ({
      of: () => undefined,
      isExcluded: () => false,
    }));
    context.mock.getter(RuleRegex.prototype, 'requirement', () => ({ minLength: 0, needs: [] }));
    assert.deepEqual(
      files.map(file => hitsOf(set, file)),
      withIt,
    );
  });
});

function checkExclusions(set: RuleSet): void {
  const settings = viewSettings(set);
  const heavy = new Map<RuleRegex, number>();
  const isWanted = (regex: RuleRegex): boolean => {
    if (!regex.isHeavy) return true;
    const number = heavy.get(regex) ?? heavy.size;
    heavy.set(regex, number);
    return number % HEAVY_EVERY === 0;
  };
  let sum = 0;
  for (const file of files) {
    const views = createViews(readFileSync(file), { settings });
    const { excluded, wrong } = exclusions(contextOf(set, views), isWanted);
    assert.deepEqual(wrong, [], file);
    sum += excluded;
  }
  assert.ok(sum > files.length * 100, `only ${sum} left out`);
}

function hitsOf(set: RuleSet, file: string): unknown {
  const views = createViews(readFileSync(file), { settings: viewSettings(set) });
  const { hits, subrules, score } = runRules(set, views, {
    scoreSet: 0,
    deadline: new Deadline(TIME_LIMIT_MS),
    nowMs: 0,
  });
  return { file, score, subrules, hits: hits.map(({ rule, match, where }) => ({ rule, match, where })) };
}
