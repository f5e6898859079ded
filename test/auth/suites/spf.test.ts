/**
 * The RFC 7208 test suite, both editions: every case but those listed with a reason. `node test/auth/suites/table.ts` prints all.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEVIATIONS } from './deviations.ts';
import { suite } from './place.ts';
import { runSpfSuite } from './spf-suite.ts';

const FOLDER = suite('spf');

for (const [file, cases] of [
  ['rfc7208-tests.yml', 200],
  ['rfc7208-tests-2014-05.yml', 193],
] as const) {
  test(`SPF: ${file}`, { timeout: 60_000 }, async context => {
    const path = join(FOLDER, file);
    if (!existsSync(path)) {
      context.skip('needs the suite spf; set MAILSIFT_SUITES');
      return;
    }
    const outcomes = await runSpfSuite(path);
    assert.equal(outcomes.length, cases);
    const wrong = outcomes.filter(one => !one.isRight).map(({ name }) => name);
    assert.deepEqual(wrong, [...DEVIATIONS.spf.keys()]);
  });
}
