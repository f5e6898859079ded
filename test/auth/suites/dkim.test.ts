/**
 * The DKIM suites: Mail::DKIM's corpus and chasquid's cases. Each signature is valid where it is for Mail::DKIM itself, which
 * SpamAssassin uses; where that is not installed, the names of the corpus and chasquid's results tell what is to come out.
 */
import assert from 'node:assert/strict';
import { suite as describe, test } from 'node:test';
import type { Signature } from '../../../lib/auth/signature.ts';
import { verifySignatures } from '../../../lib/auth/verify-signatures.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { keyResolver } from '../key-resolver.ts';
import { DEVIATIONS } from './deviations.ts';
import { runDkimSuites } from './dkim-outcomes.ts';
import { allDkimCases, type DkimCase } from './dkim-suites.ts';

const cases = allDkimCases();
const NOW_MS = Date.UTC(2026, 0, 1);

const check = async ({ message, keys }: DkimCase): Promise<readonly Signature[]> =>
  (await verifySignatures(memorySource(message), { resolver: keyResolver(keys), nowMs: NOW_MS })).dkim;

describe('DKIM suites', { skip: cases.length === 0 && 'needs the suite dkim; set MAILSIFT_SUITES' }, () => {
  test('there are 89 cases', () => assert.equal(cases.length, 89));

  test('each signature is valid where it is for Mail::DKIM', { timeout: 60_000 }, async context => {
    const outcomes = await runDkimSuites();
    if (outcomes.length === 0) {
      context.skip('needs the Perl module Mail::DKIM (libmail-dkim-perl)');
      return;
    }
    const different = outcomes.filter(({ isRight }) => !isRight).map(({ name }) => name);
    assert.deepEqual(different, [...DEVIATIONS.dkim.keys()]);
  });

  test('good ones of the corpus are valid, bad ones are not', async () => {
    for (const one of cases.filter(({ name }) => /^(?:good|bad|ignore|no_body|mine)/.test(name))) {
      const passed = (await check(one)).some(({ result }) => result === 'pass');
      const isGood = /^(?:good|no_body|mine)/.test(one.name);
      if (!NAMED_OTHERWISE.has(one.name)) assert.equal(passed, isGood, one.name);
    }
  });

  test("as many of chasquid's are valid as it says", async () => {
    for (const one of cases) {
      if (one.valid === undefined || COUNTED_OTHERWISE.has(one.name)) continue;
      const valid = (await check(one)).filter(({ result }) => result === 'pass').length;
      assert.equal(valid, one.valid, one.name);
    }
  });
});

/** Mail::DKIM says the same of these. */
const NAMED_OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['bad_dk_3', 'DomainKeys do not bind the identity to a field'],
  ...[1, 2, 3, 4, 5].map(number => [`good_ietf00_${number}`, 'a draft of 2005'] as const),
]);

const COUNTED_OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['02-too_many_headers', 'Mail::DKIM stops at 50 signatures, chasquid at 5'],
  ['07-algo_mismatch', 'of two key records the first counts'],
]);
