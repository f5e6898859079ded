/** A folder for the files of one test, removed behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { TestContext } from 'node:test';

export function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(`${tmpdir()}/mailsift-config-`);
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}
