/** The file of answers that many processes share. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { openCacheFile } from '../../lib/net/cache-file.ts';
import type { DnsAnswer } from '../../lib/net/resolver.ts';
import { resolverFor } from './resolver-for.ts';
import { startDnsServer } from './server.ts';

const listed = (data: string): DnsAnswer => ({
  code: 'NOERROR',
  records: [{ name: 'a.test', type: 'A', ttlS: 60, data }],
});
const NO_NAME: DnsAnswer = { code: 'NXDOMAIN', records: [] };

suite('answers in a file', () => {
  let folder = '';
  let nowMs = 1_800_000_000_000;
  const path = (): string => join(folder, 'state/answers');
  const open = (): ReturnType<typeof openCacheFile> => openCacheFile(path(), () => nowMs);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-answers-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('are there for the next process, until their time is over', () => {
    const first = open();
    assert.equal(first.get('A/a.test'), undefined);
    first.put('A/a.test', listed('127.0.0.2'), 60);
    first.put('A/b.test', NO_NAME, 10);
    first.close();
    const second = open();
    assert.deepEqual(second.get('A/a.test'), listed('127.0.0.2'));
    assert.deepEqual(second.get('A/b.test'), NO_NAME);
    assert.equal(second.get('TXT/a.test'), undefined);
    nowMs += 10_000;
    assert.equal(second.get('A/b.test'), undefined);
    second.put('A/a.test', listed('127.0.0.3'), 60);
    assert.deepEqual(second.get('A/a.test'), listed('127.0.0.3'));
    nowMs += 60_000;
    assert.equal(second.get('A/a.test'), undefined);
    second.close();
    assert.equal(statSync(path()).mode & 0o777, 0o600);
  });

  test('a clock that was wrong keeps nothing', () => {
    const cache = open();
    cache.put('A/a.test', listed('127.0.0.2'), 60);
    nowMs -= 10 * 86_400_000;
    assert.equal(cache.get('A/a.test'), undefined);
    nowMs += 10 * 86_400_000;
    cache.close();
  });

  test('the file does not grow, and the latest are kept', () => {
    const cache = open();
    const keys = Array.from({ length: 20_000 }, (_, index) => `A/n${index}.test`);
    for (const [index, key] of keys.entries()) cache.put(key, NO_NAME, 60 + index);
    assert.ok(statSync(path()).size <= 4 * 1024 * 1024);
    const known = keys.map(key => cache.get(key) !== undefined);
    assert.ok(known.slice(-1000).filter(Boolean).length > 950);
    assert.ok(known.filter(Boolean).length > 3500);
    cache.put('A/long.test', listed('x'.repeat(5000)), 60);
    assert.equal(cache.get('A/long.test'), undefined);
    cache.close();
  });

  test('a damaged file is an empty one, or a right one', () => {
    const cache = open();
    for (let index = 0; index < 500; index += 1)
      cache.put(`A/n${index}.test`, listed(`127.0.0.${index % 256}`), 60);
    cache.close();
    const sound = readFileSync(path());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 2000, maxLength: 2500 }),
        changes => {
          const bytes = Buffer.from(sound);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(path(), bytes);
          const damaged = open();
          for (let index = 0; index < 500; index += 1) {
            const answer = damaged.get(`A/n${index}.test`);
            if (answer !== undefined) assert.deepEqual(answer, listed(`127.0.0.${index % 256}`));
          }
          damaged.close();
        },
      ),
      { numRuns: 5 },
    );
    for (const text of ['', 'x', 'x'.repeat(5_000_000)]) {
      writeFileSync(path(), text);
      const foreign = open();
      assert.equal(foreign.get('A/n1.test'), undefined);
      foreign.put('A/n1.test', NO_NAME, 60);
      assert.deepEqual(foreign.get('A/n1.test'), NO_NAME);
      foreign.close();
    }
  });

  test('where no file can be, nothing is known', () => {
    for (const nowhere of ['/proc/nowhere/answers', folder]) {
      const cache = openCacheFile(nowhere, () => nowMs);
      cache.put('A/a.test', NO_NAME, 60);
      assert.equal(cache.get('A/a.test'), undefined);
      cache.close();
    }
  });

  test('several processes write at once, and nobody reads what nobody wrote', async () => {
    const shared = join(folder, 'shared');
    const code = `
      import { openCacheFile } from '${import.meta.dirname}/../../lib/net/cache-file.ts';
      const cache = openCacheFile('${shared}', () => 1_800_000_000_000);
      for (let turn = 0; turn < 4000; turn += 1) {
        const key = 'A/n' + (turn % 50) + '.test';
        cache.put(key, { code: 'NOERROR', records: [{ name: key, type: 'TXT', ttlS: 1, data: (process.argv[1] + turn + ' ').repeat(turn % 30) }] }, 60);
        const answer = cache.get('A/n' + ((turn * 7) % 50) + '.test');
        const data = answer?.records[0].data ?? '';
        const words = new Set(data.split(' ').filter(Boolean));
        if (answer !== undefined && (words.size > 1 || answer.records[0].name !== 'A/n' + ((turn * 7) % 50) + '.test')) throw new Error('torn: ' + data);
      }`;
    const run = promisify(execFile);
    await Promise.all(
      ['a', 'b', 'c'].map(name => run(process.execPath, ['--input-type=module', '-e', code, name])),
    );
  });

  test('a message that follows asks nothing that is known', async () => {
    await using server = await startDnsServer(
      'known.test 60 A 127.0.0.2\nshort.test 0 A 127.0.0.3\ntest 60 SOA a b 1 2 3 4 30',
    );
    for (const expected of [
      ['NOERROR new', 'NXDOMAIN new', 'NOERROR new'],
      ['NOERROR known', 'NXDOMAIN known', 'NOERROR new'],
    ]) {
      const cache = openCacheFile(join(folder, 'messages'), () => nowMs);
      const resolver = resolverFor([server], {}, { cache });
      for (const name of ['known.test', 'no.test', 'short.test']) await resolver.query(name, 'A');
      assert.deepEqual(
        resolver.queries.map(({ code, isCached }) => `${code} ${isCached ? 'known' : 'new'}`),
        expected,
      );
      resolver.close();
      cache.close();
    }
  });
});
