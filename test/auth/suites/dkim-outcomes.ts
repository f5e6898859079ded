/** The DKIM suites: what verifySignatures says of each message, beside Mail::DKIM. None where that is not installed. */
import { verifySignatures } from '../../../lib/auth/verify-signatures.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { keyResolver } from '../key-resolver.ts';
import { askMailDkim } from '../mail-dkim.ts';
import { allDkimCases } from './dkim-suites.ts';
import type { Outcome } from './outcome.ts';

/** None of the signatures expires then that has not long before. */
const NOW_MS = Date.UTC(2026, 0, 1);

export async function runDkimSuites(): Promise<readonly Outcome[]> {
  const cases = allDkimCases();
  const answers = askMailDkim(cases);
  if (answers === undefined) return [];
  return Promise.all(
    cases.map(async ({ name, message, keys, valid }, index) => {
      const options = { resolver: keyResolver(keys), nowMs: NOW_MS };
      const { dkim } = await verifySignatures(memorySource(message), options);
      const actual = shown(dkim);
      const expected = shown(answers[index]?.dkim ?? []);
      return {
        suite: valid === undefined ? 'corpus' : 'chasquid',
        name,
        expected,
        actual,
        isRight: actual === expected,
      };
    }),
  );
}

function shown(
  signatures: readonly { readonly domain: string | null; readonly result: string | null }[],
): string {
  const told = signatures.map(
    ({ domain, result }) => `${domain ?? ''} ${result === 'pass' ? 'valid' : 'not'}`,
  );
  return told.length === 0 ? 'unsigned' : told.sort().join(', ');
}
