/** The ARC validation suite: every case but those listed with a reason. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runArcSuite } from './arc-suite.ts';
import { DEVIATIONS } from './deviations.ts';
import { suite } from './place.ts';

test('ARC: arc-draft-validation-tests.yml', { timeout: 60_000 }, async context => {
  const path = join(suite('arc'), 'arc-draft-validation-tests.yml');
  if (!existsSync(path)) {
    context.skip('needs the suite arc; set MAILSIFT_SUITES');
    return;
  }
  const outcomes = await runArcSuite(path);
  assert.equal(outcomes.length, 171);
  const wrong = outcomes.filter(one => !one.isRight).map(({ name }) => name);
  assert.deepEqual(wrong, [...DEVIATIONS.arc.keys()]);
});
