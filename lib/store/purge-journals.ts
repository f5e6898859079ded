/** Removes journals (journal.ts) that no retry can ask for any more. */
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** Removes journals not touched for `keepMs`; at most once a day, told by the time of a marker file. Never throws. */
export function purgeJournals(directory: string, keepMs: number, nowMs: number): void {
  const marker = join(directory, 'purged');
  try {
    const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (nowMs - last < DAY_MS) return;
    writeFileSync(marker, '');
    utimesSync(marker, nowMs / 1000, nowMs / 1000);
    for (const name of readdirSync(directory)) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      const path = join(directory, name);
      if (nowMs - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs) > keepMs)
        rmSync(path, { force: true });
    }
  } catch {
    // Old journals do no harm; the next run tries again.
  }
}
