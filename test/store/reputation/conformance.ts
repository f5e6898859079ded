/**
 * What every store of senders' records must do; each implementation runs it. Expected values follow from SpamAssassin's behaviour
 * (spec 6.1, 6.2) and are counted by hand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordChange, SenderKey, SenderLookup } from '../../../lib/rules/reputation/sender-records.ts';
import type { ReputationStore, SenderEntry } from '../../../lib/store/reputation/reputation-store.ts';

export interface ConformanceSubject {
  /** The same user has the same records, a new one none. */
  open(user: string): Promise<ReputationStore>;
  /** Memory is gone when it is closed. */
  readonly isLasting: boolean;
  /** How exact sums are: MySQL's float has 24 bits. */
  readonly tolerance: number;
}

const key = (id: string, network = 'none', signer = ''): SenderKey => ({ id, network, signer });
const at = (id: string, network?: string, ...signers: string[]): SenderLookup => ({
  id,
  network,
  signers: signers.length === 0 ? undefined : signers,
});
const add = (of: SenderKey, count: number, total: number): RecordChange => ({
  kind: 'add',
  key: of,
  count,
  total,
});

export async function entriesOf(store: ReputationStore): Promise<readonly SenderEntry[]> {
  const all: SenderEntry[] = [];
  for await (const entry of store.entries()) all.push(entry);
  return all;
}

let users = 0;

export function reputationConformance(title: string, subject: ConformanceSubject): void {
  const check = (what: string, work: (store: ReputationStore, user: string) => Promise<void>): void => {
    test(`${title}: ${what}`, async () => {
      users += 1;
      const user = `user ${users}`;
      const store = await subject.open(user);
      try {
        await work(store, user);
      } finally {
        await store.close();
      }
    });
  };
  const isNear = (found: number, expected: number): void => {
    assert.ok(Math.abs(found - expected) <= subject.tolerance, `${found}, not ${expected}`);
  };
  const expect = async (
    store: ReputationStore,
    lookup: SenderLookup,
    expected: readonly [number, number] | undefined,
  ): Promise<void> => {
    const [found] = await store.read([lookup]);
    assert.equal(found === undefined, expected === undefined, JSON.stringify(found));
    if (found === undefined || expected === undefined) return;
    assert.equal(found.count, expected[0]);
    isNear(found.total, expected[1]);
  };

  check('nothing is known at first', async store => {
    assert.deepEqual(await store.read([]), []);
    assert.deepEqual(await store.read([at('a@example.org'), at('b', 'none', '')]), [undefined, undefined]);
    assert.deepEqual(await entriesOf(store), []);
    await store.change([]);
  });

  check('additions are added up, each under its own key', async store => {
    await store.change([
      add(key('a', '192.0'), 1, 5.25),
      add(key('b', '192.0'), 2, -3),
      add(key('a', '192.0'), 1, 1.5),
    ]);
    await store.change([add(key('a', '192.0', 'org'), 1, 7), add(key('a', '203.0'), 1, 8)]);
    await expect(store, at('a', '192.0', ''), [2, 6.75]);
    await expect(store, at('b', '192.0', ''), [2, -3]);
    await expect(store, at('a', '192.0', 'org'), [1, 7]);
    await expect(store, at('a', '203.0', ''), [1, 8]);
    await expect(store, at('a', '198.51', ''), undefined);
    await expect(store, at('a', 'none', ''), undefined);
  });

  check('a signer is found wherever the message came from', async store => {
    await store.change([add(key('a', 'none', 'spf-example.org'), 3, 9), add(key('a', '192.0'), 1, 1)]);
    await expect(store, at('a', undefined, 'spf-example.org'), [3, 9]);
    await expect(store, at('a', undefined, 'other', 'spf-example.org'), [3, 9]);
    await expect(store, at('a', undefined, 'other'), undefined);
    await expect(store, at('a', '192.0'), [1, 1]);
  });

  check('one message less, though never less than one', async store => {
    await store.change([add(key('a'), 3, 12), add(key('b'), 1, 5)]);
    await store.change([
      { kind: 'take', key: key('a'), total: 4 },
      { kind: 'take', key: key('b'), total: 5 },
      { kind: 'take', key: key('c'), total: 2 },
    ]);
    await expect(store, at('a', 'none', ''), [2, 8]);
    await expect(store, at('b', 'none', ''), [1, 0]);
    await expect(store, at('c', 'none', ''), [1, -2]);
  });

  check('what a person said of an address moves to its network', async store => {
    await store.change([add(key('a'), 1, -100), add(key('a', '198.51'), 4, 40), add(key('ab'), 1, 1)]);
    await store.change([{ kind: 'adopt', key: key('a', '192.0') }, add(key('a', '192.0'), 1, 5)]);
    await expect(store, at('a', '192.0', ''), [2, -95]);
    assert.equal((await entriesOf(store)).length, 2);
    await store.change([{ kind: 'adopt', key: key('a', '203.0') }]);
    await expect(store, at('a', '203.0', ''), undefined);
    await expect(store, at('a', '192.0', ''), [2, -95]);
  });

  check('removing: one network, one signer, or all of an identity', async store => {
    const all = [key('a'), key('a', '192.0'), key('a', '192.0', 'org'), key('a', '203.0'), key('b')];
    await store.change(all.map(one => add(one, 1, 1)));
    await store.change([{ kind: 'remove', which: at('a', '192.0', 'org') }]);
    await expect(store, at('a', '192.0', 'org'), undefined);
    await expect(store, at('a', '192.0', ''), [1, 1]);
    await store.change([{ kind: 'remove', which: at('a', '203.0') }]);
    assert.equal((await entriesOf(store)).length, 3);
    await store.change([{ kind: 'remove', which: at('a', 'none') }]);
    assert.equal((await entriesOf(store)).length, 2);
    await store.change([{ kind: 'remove', which: at('a') }]);
    assert.deepEqual(
      (await entriesOf(store)).map(one => one.key),
      [key('b')],
    );
  });

  check('changes of one identity are done in order', async store => {
    await store.change([
      add(key('a', 'X'), 5, 50),
      add(key('b'), 1, 1),
      { kind: 'remove', which: at('a', 'X') },
      add(key('a', 'X'), 1, -10),
    ]);
    await expect(store, at('a', 'X', ''), [1, -10]);
  });

  check('keys are bytes of any kind', async store => {
    const odd = [
      "o'brien@example.org",
      '\\',
      '"; DROP TABLE awl; --',
      '\xc3\xa9ve@example.org',
      '?',
      '%_',
      '\ud7ff'.slice(0, 0) + '\xe2\x82\xac',
    ];
    await store.change(odd.map((id, index) => add(key(id, '192.0', `s${index}'`), 1, index)));
    for (const [index, id] of odd.entries()) await expect(store, at(id, '192.0', `s${index}'`), [1, index]);
    assert.deepEqual((await entriesOf(store)).map(one => one.key.id).sort(), [...odd].sort());
    // No UTF-8: it must neither fail nor be taken for something else.
    await store.change([add(key('\xff\xfe'), 1, 7)]);
    await expect(store, at('\xff\xfe', 'none', ''), [1, 7]);
  });

  check('each user has records of its own', async (store, user) => {
    await store.change([add(key('a'), 1, 1)]);
    const other = await subject.open(`${user}'s friend`);
    await expect(other, at('a'), undefined);
    await other.close();
  });

  check('cleaning: few messages, and not hit for long', async store => {
    const entry = (id: string, count: number, lastHitS: number): SenderEntry => ({
      key: key(id),
      count,
      total: 1,
      lastHitS,
    });
    const left = async (): Promise<readonly string[]> => (await entriesOf(store)).map(one => one.key.id);
    await store.restore([entry('a', 1, 1e9), entry('b', 2, 1e9), entry('c', 1, 1.5e9), entry('d', 9, 1.5e9)]);
    await store.clean({ minCount: 2, notSinceS: 1.2e9 });
    assert.deepEqual(await left(), ['b', 'c', 'd']);
    await store.clean({ minCount: 2, notSinceS: Infinity });
    assert.deepEqual(await left(), ['b', 'd']);
    await store.clean({ minCount: Infinity, notSinceS: 1.2e9 });
    assert.deepEqual(await left(), ['d']);
  });

  check('a list in pages, and back', async (store, user) => {
    const many = Array.from({ length: 2345 }, (_, index): SenderEntry => ({
      key: key(`sender${index}@example.org`, `10.${index % 7}`, index % 3 === 0 ? 'org' : ''),
      count: index + 1,
      total: index / 4,
      lastHitS: 1_700_000_000 + index,
    }));
    await store.restore(many);
    const found = await entriesOf(store);
    const names = (all: readonly SenderEntry[]): readonly string[] =>
      all
        .map(({ key: { id, network, signer }, count, total }) =>
          [id, network, signer, count, total].join(' '),
        )
        .sort();
    assert.deepEqual(names(found), names(many));
    assert.ok(found.every(({ lastHitS, count }) => Math.abs(lastHitS - (1_700_000_000 + count - 1)) <= 1));
    const [first] = many;
    assert.ok(first !== undefined);
    await store.restore([{ ...first, count: 77, total: 0.5 }]);
    await expect(store, at(first.key.id, first.key.network, first.key.signer), [77, 0.5]);
    if (!subject.isLasting) return;
    const again = await subject.open(user);
    assert.equal((await entriesOf(again)).length, many.length);
    await again.close();
  });
}
