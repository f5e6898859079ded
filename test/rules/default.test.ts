/** mailsift's own rules: every scored rule hits its case of fixtures/rules and leaves its near miss alone. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { createViews } from '../../lib/views/views.ts';
import { readCases } from './cases.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/rules');
/** GTUBE has tests of its own, and so have the rules that say what was learnt (plugins/bayes.test.ts). */
const ELSEWHERE = new Set(['GTUBE']);
const FEWEST_RULES = 80;
const LONGEST_DESCRIPTION = 50;

const rules = loadRules();
const scored = [...rules.rules.values()].filter(
  ({ name, tags }) => !name.startsWith('__') && !ELSEWHERE.has(name) && !tags.names.has('learn'),
);
const cases = readCases(FIXTURES);

suite('default rules', () => {
  test('load without a fault', () => assert.deepEqual(rules.faults, []));

  test('are many', () => assert.ok(scored.length >= FEWEST_RULES));

  test('have a description, a positive score and both cases', () => {
    const faulty = scored.flatMap(({ name, description, scores }) => {
      const kinds = cases.filter(one => one.rule === name).map(one => one.kind);
      const faults = [
        description === '' || description.length > LONGEST_DESCRIPTION ? 'description' : '',
        scores[0] > 0 ? '' : 'score',
        kinds.includes('hit') ? '' : 'no hit case',
        kinds.includes('miss') ? '' : 'no miss case',
      ].filter(fault => fault !== '');
      return faults.length === 0 ? [] : [`${name}: ${faults.join(', ')}`];
    });
    assert.deepEqual(faulty, []);
  });

  test('cases name rules that there are', () => {
    const names = new Set(scored.map(rule => rule.name));
    assert.deepEqual(
      cases.filter(one => !names.has(one.rule)).map(one => one.rule),
      [],
    );
  });

  for (const { rule, kind, message } of cases) {
    test(`${rule} ${kind}`, () => {
      const { hits } = runRules(rules, createViews(message), { scoreSet: 0, deadline: new Deadline(10_000) });
      const names = hits.map(hit => hit.rule);
      assert.equal(names.includes(rule), kind === 'hit', names.join(' '));
    });
  }
});
