/** check_bayes and the tags of Bayes. Ranges and formats: spec 5.3; the distance of `hers` by the formula of Plugin/Bayes.pm in Perl. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Deadline } from '../../../lib/deadline.ts';
import { loadRules } from '../../../lib/rules/load-rules.ts';
import type { BayesEvidence } from '../../../lib/rules/outside.ts';
import { reportSettings } from '../../../lib/rules/report/settings.ts';
import { tagValue } from '../../../lib/rules/report/tags.ts';
import type { RuleSetResult } from '../../../lib/rules/result.ts';
import type { ScoreSet } from '../../../lib/rules/rule.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { createViews } from '../../../lib/views/views.ts';

const set = loadRules();
const views = createViews(Buffer.from('Subject: x\n\ny\n'));
const NOW_MS = 1_800_000_000_000;

function run(bayes: BayesEvidence | undefined, scoreSet: ScoreSet = 2): RuleSetResult {
  const outside = bayes === undefined ? {} : { bayes };
  return runRules(set, views, { scoreSet, deadline: new Deadline(10_000), outside });
}

function rulesAt(probability: number | undefined): string {
  const { hits } = run({ probability });
  return hits
    .map(({ rule }) => rule)
    .filter(rule => rule.startsWith('BAYES_'))
    .sort()
    .join(' ');
}

suite('check_bayes', () => {
  const cases: readonly (readonly [number | undefined, string])[] = [
    [0, 'BAYES_00'],
    [0.01, 'BAYES_00'],
    [0.0101, 'BAYES_05'],
    [0.05, 'BAYES_05'],
    [0.2, 'BAYES_20'],
    [0.4, 'BAYES_40'],
    [0.5, 'BAYES_50'],
    [0.61, 'BAYES_60'],
    [0.95, 'BAYES_80'],
    [0.96, 'BAYES_95'],
    [0.995, 'BAYES_99'],
    [1, 'BAYES_99 BAYES_999'],
    [undefined, ''],
  ];
  for (const [probability, expected] of cases) {
    test(`${probability}: ${expected}`, () => {
      assert.equal(rulesAt(probability), expected);
    });
  }

  test('the probability is told beneath the rule', () => {
    const hit = run({ probability: 0.12345 }).hits.find(({ rule }) => rule === 'BAYES_20');
    assert.deepEqual(hit?.logs, ['score: 0.1235']);
  });

  test('nothing hits without evidence, or in a score set without Bayes', () => {
    assert.ok(!run(undefined).hits.some(({ rule }) => rule.startsWith('BAYES_')));
    assert.ok(!run({ probability: 1 }, 0).hits.some(({ rule }) => rule.startsWith('BAYES_')));
  });

  test('the rules have a description and a score', () => {
    const rules = [...set.rules.values()].filter(({ tags }) => tags.names.has('learn'));
    assert.equal(rules.length, 10);
    for (const { name, description, scores } of rules) {
      assert.ok(description !== '' && description.length <= 50, name);
      assert.ok(scores[2] !== 0 && scores[3] !== 0, name);
    }
  });
});

suite('tags', () => {
  const clue = (text: string, spam: number, ham: number, probability: number) => ({
    text,
    spam,
    ham,
    probability,
    atimeS: NOW_MS / 1000 - 3 * 86_400,
  });
  const evidence: BayesEvidence = {
    probability: 0.98765,
    details: {
      tokens: 100,
      known: 60,
      spam: 200,
      ham: 300,
      clues: [clue('hers', 0, 20, 0.0008), clue('his', 10, 0, 0.9986), clue('its', 1, 0, 0.98654)],
    },
  };
  const tag = (bayes: BayesEvidence | undefined, name: string, argument?: string): unknown =>
    tagValue(
      {
        set,
        views,
        settings: reportSettings(set),
        result: run(bayes),
        required: 5,
        isSpam: false,
        site: { hostname: 'h', mailsiftVersion: '0', nowMs: NOW_MS },
      },
      name,
      argument,
    );

  const cases: readonly (readonly [string, string | undefined, string])[] = [
    ['BAYES', undefined, '0.9877'],
    ['BAYESTC', undefined, '100'],
    ['BAYESTCLEARNED', undefined, '60'],
    ['BAYESTCHAMMY', undefined, '1'],
    ['BAYESTCSPAMMY', undefined, '2'],
    ['TOKENSUMMARY', undefined, 'Tokens: new, 40; hammy, 1; neutral, 57; spammy, 2.'],
    ['SPAMMYTOKENS', '2,short', 'his, its'],
    ['SPAMMYTOKENS', '1,Short', 'Token: "his"'],
    ['HAMMYTOKENS', '1,long', '0.001-3--20h-0s--3d--hers'],
    ['SPAMMYTOKENS', '0', ''],
  ];
  for (const [name, argument, expected] of cases) {
    test(`${name} ${argument ?? ''}`, () => {
      assert.equal(tag(evidence, name, argument), expected);
    });
  }

  test('without a result', () => {
    assert.equal(tag({ probability: undefined }, 'TOKENSUMMARY'), 'Bayes not run.');
    assert.equal(tag({ probability: undefined }, 'HAMMYTOKENS'), 'Tokens not available.');
    assert.equal(tag({ probability: undefined }, 'BAYES'), '0.5');
    assert.equal(tag(undefined, 'TOKENSUMMARY'), '');
  });
});
