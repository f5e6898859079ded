/**
 * What every store of Bayes data must do; each implementation runs it. Expected values follow from SpamAssassin's behaviour (spec
 * 5.4, 5.5) and are counted by hand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BayesContents, BayesStore, Lesson } from '../../../lib/store/bayes/bayes-store.ts';
import type { BayesStoreOptions } from '../../../lib/store/bayes/options.ts';

export interface ConformanceSubject {
  /** A store of data that `name` stands for: the same name gives the same data, a new one gives none. */
  open(name: string, options?: Partial<BayesStoreOptions>): Promise<BayesStore>;
  /** Redis knows neither atimes, expiry nor users. */
  readonly hasTimes: boolean;
  /** Memory is gone when it is closed. */
  readonly isLasting: boolean;
  readonly hasUsers: boolean;
}

const A = '\x00\x00\x00\x00\x01';
const B = "\x00'\\\n\xff";
const C = '\xff\xfe\xfd\xfc\xfb';
const D = '     ';

export function lesson(as: Lesson['as'], id: string, tokens: readonly string[], atimeS = 1000): Lesson {
  return { ids: [id], as, tokens, atimeS };
}

/** Redis makes up times. */
export async function allOf(store: BayesStore, hasTimes = store.kind !== 'redis') {
  const contents = await store.contents();
  const tokens = new Map<string, readonly [number, number, number]>();
  const seen = new Map<string, string>();
  for await (const { key, spam, ham, atimeS } of contents.tokens)
    tokens.set(key, [spam, ham, hasTimes ? atimeS : 0]);
  for await (const { id, as } of contents.seen) seen.set(id, as);
  return { totals: contents.totals, tokens, seen };
}

let count = 0;

export function storeConformance(title: string, subject: ConformanceSubject): void {
  const at = (timeS: number) => (subject.hasTimes ? timeS : 0);

  const check = (what: string, work: (store: BayesStore, name: string) => Promise<void>): void => {
    test(`${title}: ${what}`, async () => {
      count += 1;
      const name = `check ${count}`;
      const store = await subject.open(name, { access: 'learn', touchGrainS: 0 });
      try {
        await work(store, name);
      } finally {
        await store.close();
      }
    });
  };

  const counts = async (store: BayesStore, keys: readonly string[]) =>
    [...(await store.tokens(keys))]
      .map(([key, { spam, ham, atimeS }]) => [key, spam, ham, atimeS] as const)
      .sort();

  check('a token that comes twice in a message counts once', async store => {
    await store.learn([lesson('spam', 'one', [A, B, A]), lesson('spam', 'two', [B, B, A])]);
    await store.learn([lesson('forget', 'two', [B, B])]);
    const tokens = await store.tokens([A, B]);
    assert.deepEqual([tokens.get(A)?.spam, tokens.get(B)?.spam], [2, 1]);
  });

  check('nothing is known at first', async store => {
    assert.deepEqual(await store.totals(), { spam: 0, ham: 0 });
    assert.deepEqual(await counts(store, [A, B]), []);
    assert.deepEqual(await store.tokens([]), new Map());
    const state = await store.state();
    assert.equal(state.tokens + state.oldestAtimeS + state.newestAtimeS + state.lastExpireS, 0);
    assert.deepEqual(await allOf(store), {
      totals: { spam: 0, ham: 0 },
      tokens: new Map(),
      seen: new Map(),
    });
  });

  check('learning counts messages and tokens', async store => {
    const results = await store.learn([
      lesson('spam', 'm1', [A, B], 1000),
      lesson('ham', 'm2', [B, C], 3000),
      lesson('spam', 'm3', [B, D], 2000),
    ]);
    assert.deepEqual(results, ['learned', 'learned', 'learned']);
    assert.deepEqual(await store.totals(), { spam: 2, ham: 1 });
    assert.deepEqual(
      await counts(store, [A, B, C, D]),
      [
        [A, 1, 0, at(1000)],
        [B, 2, 1, at(3000)],
        [C, 0, 1, at(3000)],
        [D, 1, 0, at(2000)],
      ].sort(),
    );
    const { tokens, oldestAtimeS, newestAtimeS } = await store.state();
    assert.deepEqual({ oldestAtimeS, newestAtimeS }, { oldestAtimeS: at(1000), newestAtimeS: at(3000) });
    if (subject.hasTimes) assert.equal(tokens, 4);
  });

  check('a time is never turned back', async store => {
    await store.learn([lesson('spam', 'm1', [A], 3000)]);
    await store.learn([lesson('spam', 'm2', [A], 2000)]);
    await store.touch([A, B], 1000);
    assert.deepEqual(await counts(store, [A, B]), [[A, 2, 0, at(3000)]]);
    await store.touch([A, B], 5000);
    assert.deepEqual(await counts(store, [A, B]), [[A, 2, 0, at(5000)]]);
    assert.equal((await store.state()).newestAtimeS, at(5000));
  });

  check('a message is learnt once', async store => {
    const one = lesson('spam', 'm1', [A]);
    assert.deepEqual(await store.learn([one, one]), ['learned', 'known']);
    assert.deepEqual(await store.learn([one]), ['known']);
    assert.deepEqual(await counts(store, [A]), [[A, 1, 0, at(1000)]]);
    assert.deepEqual(await store.totals(), { spam: 1, ham: 0 });
  });

  check('any id tells that a message is known, the first is noted', async store => {
    await store.learn([{ ...lesson('spam', 'x', [A]), ids: ['digest', 'message-id'] }]);
    assert.deepEqual((await allOf(store)).seen, new Map([['digest', 'spam']]));
    const other = { ...lesson('spam', 'x', [A]), ids: ['another digest', 'digest'] };
    assert.deepEqual(await store.learn([other]), ['known']);
    const { ids } = lesson('forget', 'x', []);
    assert.deepEqual(await store.learn([{ ...lesson('forget', 'x', [A]), ids: [...ids, 'digest'] }]), [
      'forgotten',
    ]);
    assert.deepEqual((await allOf(store)).seen, new Map());
  });

  check('learnt as the other class, it is forgotten first', async store => {
    await store.learn([lesson('spam', 'm1', [A, B], 5000), lesson('spam', 'm2', [B], 6000)]);
    assert.deepEqual(await store.learn([lesson('ham', 'm1', [A, B], 4000)]), ['relearned']);
    assert.deepEqual(await store.totals(), { spam: 1, ham: 1 });
    // A was of this message only: it went, and came again with its time.
    assert.deepEqual(
      await counts(store, [A, B]),
      [
        [A, 0, 1, at(4000)],
        [B, 1, 1, at(6000)],
      ].sort(),
    );
    assert.deepEqual((await allOf(store)).seen.get('m1'), 'ham');
    if (subject.hasTimes) assert.equal((await store.state()).tokens, 2);
  });

  check('what people taught can be kept', async store => {
    await store.learn([lesson('spam', 'm1', [A])]);
    assert.deepEqual(await store.learn([{ ...lesson('ham', 'm1', [A]), keepKnown: true }]), ['known']);
    assert.deepEqual(await counts(store, [A]), [[A, 1, 0, at(1000)]]);
  });

  check('forgetting takes back, never below 0, and deletes what has nothing left', async store => {
    await store.learn([lesson('spam', 'm1', [A, B]), lesson('ham', 'm2', [B])]);
    // C was not learnt from it (another tokenizer then): nothing can be taken from it.
    assert.deepEqual(await store.learn([lesson('forget', 'm1', [A, B, C])]), ['forgotten']);
    assert.deepEqual(await store.learn([lesson('forget', 'm1', [B]), lesson('forget', 'm9', [B])]), [
      'known',
      'known',
    ]);
    assert.deepEqual(await allOf(store), {
      totals: { spam: 0, ham: 1 },
      tokens: new Map([[B, [0, 1, at(1000)]]]),
      seen: new Map([['m2', 'ham']]),
    });
    if (subject.hasTimes) assert.equal((await store.state()).tokens, 1);
  });

  check('a lesson may change what an earlier one of the batch taught', async store => {
    assert.deepEqual(
      await store.learn([
        lesson('spam', 'm1', [A], 2000),
        lesson('ham', 'm1', [A], 1000),
        lesson('forget', 'm1', [A]),
        lesson('forget', 'm1', [A]),
        lesson('ham', 'm1', [A], 1500),
      ]),
      ['learned', 'relearned', 'forgotten', 'known', 'learned'],
    );
    assert.deepEqual(await counts(store, [A]), [[A, 0, 1, at(1500)]]);
    assert.deepEqual(await store.totals(), { spam: 0, ham: 1 });
  });

  check('many tokens at once', async store => {
    const keys = Array.from(
      { length: 2500 },
      (_, n) => `\x01\x02\x80${String.fromCharCode(n >> 8, n & 255)}`,
    );
    await store.learn([lesson('spam', 'm1', keys)]);
    const found = await store.tokens([...keys, A]);
    assert.equal(found.size, 2500);
    assert.ok([...found.values()].every(({ spam, ham }) => spam === 1 && ham === 0));
    await store.touch(keys, 2000);
    assert.equal((await store.tokens(keys)).get(keys[2499]!)?.atimeS, at(2000));
    await store.learn([lesson('forget', 'm1', keys)]);
    assert.equal((await store.tokens(keys)).size, 0);
  });

  check('ids may hold quotes and backslashes, a byte of any kind', async store => {
    const ids = [`it's "so"`, `back\\slash'; DROP TABLE bayes_seen; --`, '100%_ \t', 'caf\xc3\xa9@x'];
    await store.learn(ids.map(id => lesson('ham', id, [A])));
    assert.deepEqual([...(await allOf(store)).seen.keys()].sort(), [...ids].sort());
    assert.deepEqual(
      await store.learn(ids.map(id => lesson('ham', id, [A]))),
      ids.map(() => 'known'),
    );
  });

  check('long ids are told apart by their first 200 bytes at least', async store => {
    const long = `${'x'.repeat(190)}1${'y'.repeat(300)}`;
    assert.deepEqual(await store.learn([lesson('ham', long, [A])]), ['learned']);
    assert.deepEqual(await store.learn([lesson('ham', long, [A])]), ['known']);
    assert.deepEqual(await store.learn([lesson('ham', long.replace('1', '2'), [A])]), ['learned']);
  });

  check('expiry deletes what is older, and is noted', async store => {
    await store.learn([lesson('spam', 'm1', [A], 1000), lesson('spam', 'm2', [B], 2000)]);
    await store.learn([lesson('ham', 'm3', [C], 3000)]);
    if (!subject.hasTimes) {
      assert.deepEqual(await store.countOlder([5000]), [0]);
      assert.equal(await store.expire(5000, { nowS: 9000, deltaS: 1000 }), 0);
      assert.equal((await store.tokens([A, B, C])).size, 3);
      return;
    }
    assert.deepEqual(await store.countOlder([1000, 1001, 3000, 9999]), [0, 1, 2, 3]);
    assert.deepEqual(await store.countOlder([]), []);
    assert.equal(await store.expire(2000, { nowS: 9000, deltaS: 1000 }), 1);
    assert.deepEqual(await store.state(), {
      spam: 2,
      ham: 1,
      tokens: 2,
      oldestAtimeS: 2000,
      newestAtimeS: 3000,
      lastSyncS: 0,
      lastExpireS: 9000,
      lastExpireDeltaS: 1000,
      lastExpireCount: 1,
    });
    await store.noteExpiry(9500);
    const { lastExpireS, lastExpireCount } = await store.state();
    assert.deepEqual({ lastExpireS, lastExpireCount }, { lastExpireS: 9500, lastExpireCount: 1 });
  });

  const backup: BayesContents = {
    totals: { spam: 7, ham: 9 },
    tokens: [
      { key: A, spam: 3, ham: 0, atimeS: 1000 },
      { key: B, spam: 0, ham: 70_000, atimeS: 2000 },
      { key: C, spam: 0, ham: 0, atimeS: 2000 },
    ],
    seen: [
      { id: 'm8', as: 'ham' },
      { id: 'm9', as: 'spam' },
    ],
  };
  const restored = {
    totals: { spam: 7, ham: 9 },
    tokens: new Map([
      [A, [3, 0, at(1000)]],
      [B, [0, 70_000, at(2000)]],
    ]),
    seen: new Map([
      ['m8', 'ham'],
      ['m9', 'spam'],
    ]),
  };

  check('a backup takes the place of everything', async store => {
    await store.learn([lesson('spam', 'm1', [A, D])]);
    await store.restore(backup);
    assert.deepEqual(await allOf(store), restored);
    if (subject.hasTimes) {
      const { tokens, oldestAtimeS, newestAtimeS } = await store.state();
      assert.deepEqual(
        { tokens, oldestAtimeS, newestAtimeS },
        { tokens: 2, oldestAtimeS: 1000, newestAtimeS: 2000 },
      );
    }
    assert.deepEqual(await store.learn([lesson('spam', 'm9', [A]), lesson('spam', 'm1', [A])]), [
      'known',
      'learned',
    ]);
  });

  check('contents need not be read to their end', async (store, name) => {
    await store.restore(backup);
    const other = await subject.open(subject.isLasting ? name : '', { access: 'learn' });
    const { tokens } = await (subject.isLasting ? other : store).contents();
    for await (const { key } of tokens) {
      assert.equal(key.length, 5);
      break;
    }
    await other.close();
    await other.close();
    assert.deepEqual(await store.learn([lesson('spam', 'm1', [A])]), ['learned']);
  });

  check('a time beyond 2038 and a count beyond 2^31 do no harm', async store => {
    const tokens = [{ key: A, spam: 5_000_000_000, ham: 1, atimeS: 4_000_000_000 }];
    await store.restore({ totals: { spam: 1, ham: 1 }, tokens, seen: [] });
    await store.learn([lesson('ham', 'm1', [A], 4_100_000_000)]);
    const { spam, ham, atimeS } = (await store.tokens([A])).get(A)!;
    assert.equal(ham, 2);
    assert.ok(spam >= 2 ** 31 - 1 && (!subject.hasTimes || atimeS >= 2 ** 31 - 1));
  });

  check('a backup that breaks off changes nothing', async store => {
    await store.learn([lesson('spam', 'm1', [A, D])]);
    const before = await allOf(store);
    const tokens = (function* () {
      yield { key: C, spam: 3, ham: 0, atimeS: 1000 };
      throw new Error('line 17: no token');
    })();
    await assert.rejects(async () => store.restore({ ...backup, tokens }), /line 17: no token/);
    assert.deepEqual(await allOf(store), before);
    assert.deepEqual(await store.learn([lesson('spam', 'm2', [A])]), ['learned']);
  });

  check('clear leaves nothing', async store => {
    await store.restore(backup);
    await store.clear();
    assert.deepEqual(await allOf(store), {
      totals: { spam: 0, ham: 0 },
      tokens: new Map(),
      seen: new Map(),
    });
    assert.deepEqual(await store.learn([lesson('spam', 'm9', [A])]), ['learned']);
  });

  check('times that are nearly right are left alone', async (_, name) => {
    const store = await subject.open(`${name} grain`, { access: 'learn', touchGrainS: 100 });
    await store.learn([lesson('spam', 'm1', [A], 1000)]);
    await store.touch([A], 1100);
    assert.equal((await store.tokens([A])).get(A)?.atimeS, at(1000));
    await store.touch([A], 1101);
    assert.equal((await store.tokens([A])).get(A)?.atimeS, at(1101));
    await store.close();
  });

  if (!subject.isLasting) return;

  check('what was learnt lasts, and can be opened for reading', async (store, name) => {
    await store.learn([lesson('spam', 'm1', [A, B])]);
    const reader = await subject.open(name, { access: 'read' });
    assert.deepEqual(await counts(reader, [A]), [[A, 1, 0, at(1000)]]);
    await store.learn([lesson('ham', 'm2', [A])]);
    assert.deepEqual(await counts(reader, [A]), [[A, 1, 1, at(1000)]]);
    await assert.rejects(reader.learn([lesson('ham', 'm3', [A])]), /opened for reading only/);
    await assert.rejects(reader.touch([A], 9000), /opened for reading only/);
    await reader.close();
  });

  check('reading what is not there finds nothing, and makes nothing', async (_, name) => {
    const reader = await subject.open(`${name} nobody`, { access: 'read' });
    assert.deepEqual(await reader.totals(), { spam: 0, ham: 0 });
    assert.deepEqual(await counts(reader, [A]), []);
    assert.equal((await reader.state()).tokens, 0);
    assert.deepEqual(await reader.countOlder([5]), [0]);
    await reader.close();
  });

  if (!subject.hasUsers) return;

  check('users know nothing of each other', async (store, name) => {
    const other = await subject.open(name, { access: 'learn', user: `o'ther ${name}`, touchGrainS: 0 });
    await store.learn([lesson('spam', 'm1', [A])]);
    assert.deepEqual(await other.learn([lesson('ham', 'm1', [A, B])]), ['learned']);
    assert.deepEqual(await counts(store, [A, B]), [[A, 1, 0, 1000]]);
    await store.clear();
    assert.deepEqual((await allOf(other)).totals, { spam: 0, ham: 1 });
    await other.restore({ totals: { spam: 0, ham: 0 }, tokens: [], seen: [] });
    await other.close();
  });
}
