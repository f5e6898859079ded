/** All that can take part, in the order of the table. */
import { amavisd } from './amavisd.ts';
import { clamav } from './clamd.ts';
import { bareRuntime, mailsift } from './mailsift.ts';
import type { Batch, Contender, Ground, Missing, Starter } from './peer.ts';
import { rspamd } from './rspamd.ts';
import { spamAssassin, spamClient } from './spamassassin.ts';

const STARTERS: readonly Starter[] = [
  bareRuntime,
  mailsift,
  spamAssassin,
  spamClient,
  rspamd,
  amavisd,
  clamav,
];

export interface Field {
  readonly rows: readonly (Contender | Missing)[];
  readonly batches: readonly (Batch | Missing)[];
  readonly versions: readonly string[];
}

/** Starts what has a name that is wanted. What does not start becomes a row that says so; `tell` hears why. */
export async function startAll(
  ground: Ground,
  wanted: (name: string) => boolean,
  tell: (text: string) => void,
): Promise<Field> {
  const rows: (Contender | Missing)[] = [];
  const batches: (Batch | Missing)[] = [];
  const versions: string[] = [];
  for (const starter of STARTERS.filter(({ rows, batches }) => [...rows, ...batches].some(wanted))) {
    const names = starter.rows.join(', ');
    tell(`starting: ${names}`);
    const peer = await startOne(starter, ground).catch((thrown: unknown) => {
      process.stderr.write(`${names}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
      return 'did not start';
    });
    if (typeof peer === 'string') {
      rows.push(...starter.rows.map(name => ({ name, missing: peer })));
      batches.push(...starter.batches.map(name => ({ name, missing: peer })));
    } else {
      rows.push(...peer.rows);
      batches.push(...peer.batches);
      versions.push(peer.version);
    }
  }
  return {
    rows: rows.filter(({ name }) => wanted(name)),
    batches: batches.filter(({ name }) => wanted(name)),
    versions,
  };
}

async function startOne(starter: Starter, ground: Ground) {
  return (await starter.start(ground)) ?? 'not installed';
}
