/** Takes messages out of the quarantine for good: one, or all that are older than a date. */
import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles, type QuarantineFile } from './list.ts';
import { releaseNotePath } from './release-note.ts';
import { TEMPORARY_PREFIX } from './store.ts';

export async function deleteFile(file: Pick<QuarantineFile, 'path'>): Promise<void> {
  await rm(file.path);
  await rm(releaseNotePath(file), { force: true });
}

/** What was stored before `before`; with `dryRun` nothing is removed. Leftovers of crashed runs go too. */
export async function purgeQuarantine(
  directory: string,
  before: Date,
  dryRun: boolean,
): Promise<readonly QuarantineFile[]> {
  const files = await listFiles(directory);
  const old = files.filter(({ storedAt }) => storedAt < before);
  if (dryRun) return old;
  for (const file of old) await deleteFile(file);
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await removeLeftovers(folder, before);
  return old;
}

async function removeLeftovers(folder: string, before: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(TEMPORARY_PREFIX)) continue;
    const path = join(folder, name);
    const { mtime } = await stat(path);
    if (mtime < before) await rm(path, { force: true });
  }
}
