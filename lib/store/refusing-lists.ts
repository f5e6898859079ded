/**
 * Block lists that told not to answer us (dns_block_rule), for all processes: an empty file `dnsblock_DOMAIN` in the state
 * directory each, as SpamAssassin has it; its time of change is when. A folder that cannot be written keeps nothing, one that
 * cannot be read has none.
 */
import { statSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefusingLists } from '../rules/outside.ts';

/** A name that stands in a rule file is to name no other folder. */
const DOMAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** `nowMs`: milliseconds since 1970. */
export function refusingLists(folder: string, nowMs: () => number): RefusingLists {
  const fileOf = (domain: string): string => join(folder, `dnsblock_${domain}`);
  return {
    refusing: (domains, seconds) =>
      domains.filter(domain => {
        const changedMs = DOMAIN.test(domain) ? changeMs(fileOf(domain)) : undefined;
        return changedMs !== undefined && nowMs() - changedMs <= seconds * 1000;
      }),
    note: async domain => {
      if (!DOMAIN.test(domain)) return;
      await writeFile(fileOf(domain), '', { mode: 0o600 });
      await utimes(fileOf(domain), nowMs() / 1000, nowMs() / 1000);
    },
  };
}

function changeMs(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}
