/**
 * What a lookup in SQLite costs, by the number of tokens in the database:
 *
 *   node test/bayes/lookup-cost.ts
 *
 * Opens a database of 10,000, 100,000 and 1,000,000 tokens in turn, asks for 300 tokens, two thirds of them known, and closes it;
 * the least time of many turns counts. It must not grow with the database.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBayesStore } from '../../lib/store/bayes/open.ts';
import type { TokenEntry } from '../../lib/store/bayes/bayes-store.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ASKED = 300;
const TURNS = 60;

const keyOf = (index: number): string =>
  createHash('sha1').update(`token ${index}`).digest().subarray(-5).toString('latin1');

function* entries(count: number): Generator<TokenEntry> {
  for (let index = 0; index < count; index += 1)
    yield { key: keyOf(index), spam: index % 7, ham: 1 + (index % 3), atimeS: 1_700_000_000 + index };
}

const folder = mkdtempSync(join(tmpdir(), 'mailsift-lookup-'));
try {
  const least = new Map<number, number>();
  for (const size of SIZES) {
    const store = await openBayesStore(addressOf(size), { access: 'learn' });
    await store.restore({ totals: { spam: 1000, ham: 1000 }, tokens: entries(size), seen: [] });
    await store.close();
  }
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const size of SIZES) {
      const keys = Array.from({ length: ASKED }, (_, index) =>
        keyOf(index % 3 === 0 ? size + index : (index * 7919 + turn * 104_729) % size),
      );
      const start = performance.now();
      const store = await openBayesStore(addressOf(size));
      await store.totals();
      const found = await store.tokens(keys);
      await store.close();
      const ms = performance.now() - start;
      if (found.size < ASKED / 2) throw new Error(`found ${found.size} of ${ASKED}`);
      least.set(size, Math.min(ms, least.get(size) ?? Infinity));
    }
  }
  for (const [size, ms] of least) console.log(`${size} tokens: ${ms.toFixed(2)} ms`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function addressOf(size: number): { readonly kind: 'sqlite'; readonly path: string } {
  return { kind: 'sqlite', path: join(folder, `${size}.sqlite`) };
}
