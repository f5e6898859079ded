/**
 * Notes that a message was released: `FILE.released` beside it, one line a release: time, then recipients, as JSON.
 */
import { appendFile, readFile } from 'node:fs/promises';
import type { Mailbox } from '../address.ts';

export interface Release {
  readonly at: string;
  readonly recipients: readonly Mailbox[];
}

export function releaseNotePath(file: { readonly path: string }): string {
  return `${file.path}.released`;
}

export async function noteRelease(file: { readonly path: string }, release: Release): Promise<void> {
  await appendFile(releaseNotePath(file), `${JSON.stringify(release)}\n`, { mode: 0o640, flush: true });
}

/** Whether it was ever released. */
export async function isReleased(file: { readonly path: string }): Promise<boolean> {
  const note = await readFile(releaseNotePath(file), 'utf8').catch(() => '');
  return note !== '';
}
