/** The records of senders in memory: for tests, and for looking at mail without remembering anything. */
import { NO_NETWORK } from '../../rules/reputation/sender-records.ts';
import type { RecordChange, SenderKey, SenderLookup } from '../../rules/reputation/sender-records.ts';
import { isToBeCleaned, type ReputationStore, type SenderEntry } from './reputation-store.ts';

export function memoryReputation(nowS: () => number = () => 0): ReputationStore {
  // The one hit last stands last.
  const entries = new Map<string, SenderEntry>();
  const put = (key: SenderKey, count: number, total: number): void => {
    entries.delete(nameOf(key));
    entries.set(nameOf(key), { key, count, total, lastHitS: nowS() });
  };
  const matching = (which: SenderLookup): SenderEntry[] =>
    [...entries.values()].filter(({ key }) => isMeant(key, which));
  const remove = (which: SenderLookup): void => {
    for (const { key } of matching(which)) entries.delete(nameOf(key));
  };
  const add = (key: SenderKey, count: number, total: number): void => {
    const before = entries.get(nameOf(key));
    put(key, (before?.count ?? 0) + count, (before?.total ?? 0) + total);
  };
  const change = (one: RecordChange): void => {
    switch (one.kind) {
      case 'add':
        add(one.key, one.count, one.total);
        return;
      case 'take': {
        const before = entries.get(nameOf(one.key));
        put(one.key, Math.max(1, (before?.count ?? 0) - 1), (before?.total ?? 0) - one.total);
        return;
      }
      case 'adopt': {
        const [unplaced] = matching({ id: one.key.id, network: NO_NETWORK, signers: [''] });
        if (unplaced === undefined || unplaced.count <= 0) return;
        remove({ id: one.key.id, network: undefined, signers: undefined });
        add(one.key, unplaced.count, unplaced.total);
        return;
      }
      case 'remove':
        remove(one.which);
    }
  };
  return {
    name: 'memory',
    read: lookups => Promise.resolve(lookups.map(one => matching(one).at(-1))),
    change: changes => {
      for (const one of changes) change(one);
      return Promise.resolve();
    },
    async *entries() {
      await Promise.resolve();
      yield* [...entries.values()].toSorted((a, b) => (nameOf(a.key) < nameOf(b.key) ? -1 : 1));
    },
    restore: given => {
      for (const entry of given) entries.set(nameOf(entry.key), entry);
      return Promise.resolve();
    },
    clean: limits => {
      for (const [name, entry] of entries) if (isToBeCleaned(entry, limits)) entries.delete(name);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function nameOf({ id, network, signer }: SenderKey): string {
  return [id, signer, network].join('\0');
}

function isMeant(key: SenderKey, { id, network, signers }: SenderLookup): boolean {
  return (
    key.id === id &&
    (network === undefined || key.network === network) &&
    (signers === undefined || signers.includes(key.signer))
  );
}
