/**
 * Takes over what SpamAssassin knows of senders from its DBM file (auto-welcomelist, tx-reputation): Berkeley DB, two entries a
 * record, `ID|ip=NETWORK` with the count and `ID|ip=NETWORK|totscore` with the sum. Such a file tells no signers apart and has no
 * times. Records with the same keys are replaced, all others stay.
 */
import { open } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { fileSource } from '../io/file-source.ts';
import { isKeepable, NO_NETWORK } from '../rules/reputation/sender-records.ts';
import type { SenderKey } from '../rules/reputation/sender-records.ts';
import type { ReputationStore, SenderEntry } from '../store/reputation/reputation-store.ts';
import { berkeleyHashEntries } from '../store/berkeley-hash.ts';

const TOTAL = '|totscore';
const BATCH = 5000;

/** How many. Throws UsageError for what is no such file. */
export async function importSenders(
  path: string,
  store: Pick<ReputationStore, 'restore'>,
  kind: 'awl' | 'txrep',
  nowS: number,
): Promise<number> {
  const entries = await readEntries(path, kind, nowS);
  for (let at = 0; at < entries.length; at += BATCH) await store.restore(entries.slice(at, at + BATCH));
  return entries.length;
}

async function readEntries(
  path: string,
  kind: 'awl' | 'txrep',
  nowS: number,
): Promise<readonly SenderEntry[]> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read`, { cause });
  });
  const counts = new Map<string, number>();
  const totals = new Map<string, number>();
  try {
    const { size } = await handle.stat();
    for (const { key, value } of berkeleyHashEntries(fileSource(handle, size), path)) {
      if (key.endsWith(TOTAL)) totals.set(key.slice(0, -TOTAL.length), Number(value));
      else counts.set(key, Number(value));
    }
  } finally {
    await handle.close();
  }
  return [...counts].flatMap(([name, count]) => {
    const total = totals.get(name);
    const [, id = '', network = ''] = /^([^|]+)\|ip=([^|]{1,40})$/s.exec(name) ?? [];
    const isSound = total !== undefined && Number.isFinite(total) && Number.isInteger(count) && count > 0;
    if (!isSound || !isKeepable({ id, signer: '' })) return [];
    return signersOf(id, network, kind).map(signer => entry({ id, network, signer }, count, total, nowS));
  });
}

/** TxRep notes HELO names as signed by `helo`; in such a file they look like domains of unknown network. */
function signersOf(id: string, network: string, kind: 'awl' | 'txrep'): readonly string[] {
  const mayBeHelo =
    kind === 'txrep' && network === NO_NETWORK && !id.includes('@') && !/^[\da-f.:]+$/.test(id);
  return mayBeHelo ? ['', 'helo'] : [''];
}

function entry(key: SenderKey, count: number, total: number, lastHitS: number): SenderEntry {
  return { key, count, total, lastHitS };
}
