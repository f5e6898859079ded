/** The ARC validation suite: every case but those listed with a reason. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifySignatures } from '../../../lib/auth/verify-signatures.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { keyResolver } from '../key-resolver.ts';
import { askMailDkim } from '../mail-dkim.ts';
import { arcCases, runArcSuite } from './arc-suite.ts';
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

// SpamAssassin asks no more than whether any signature of the chain verifies for Mail::DKIM.
test('some signature verifies where one does for Mail::DKIM', { timeout: 60_000 }, async context => {
  const path = join(suite('arc'), 'arc-draft-validation-tests.yml');
  const cases = existsSync(path) ? arcCases(path) : [];
  const answers = askMailDkim(cases);
  if (cases.length === 0 || answers === undefined) {
    context.skip('needs the suite arc, and the Perl module Mail::DKIM (libmail-dkim-perl)');
    return;
  }
  const different: string[] = [];
  for (const [index, { name, message, keys }] of cases.entries()) {
    const options = { resolver: keyResolver(keys), nowMs: Date.UTC(2026, 0, 1) };
    const { arc } = await verifySignatures(memorySource(message), options);
    const theirs = answers[index]?.arc ?? [];
    const wanted = [theirs.length > 0, theirs.some(({ result }) => result === 'pass')];
    if ([arc.isSigned, arc.hasValidSignature].join() !== wanted.join()) different.push(name);
  }
  // An unknown algorithm, or that of old, in one field makes all of the set void; Mail::DKIM takes a set 0 for a second one.
  assert.deepEqual(different, [
    'ams_fields_a_sha1',
    'ams_fields_a_na',
    'ams_fields_a_empty',
    'ams_fields_a_unknown',
    'aar_struct_i_zero',
  ]);
});
