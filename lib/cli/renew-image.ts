/**
 * Has an image made anew that is out of date, by `mailsift compile` in a process that nobody waits for, when this user may write it.
 * Not while another does so, and not again soon after it failed: the log of that run says why, and the old image serves on.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isBusy } from '../image/lock.ts';
import { ROOT } from '../image/place.ts';
import { launchedImage } from './launched.ts';

export function renewImage(): void {
  const { image } = launchedImage();
  if (image === undefined || !isWritable(image) || isBusy(image, Date.now())) return;
  spawn(join(ROOT, 'bin/mailsift'), ['compile', '--again', '--image', image], {
    stdio: 'ignore',
    detached: true,
    cwd: '/',
  })
    .on('error', () => undefined)
    .unref();
}

/** This user's own, in a folder that it may write. */
function isWritable(image: string): boolean {
  try {
    accessSync(dirname(image), constants.W_OK);
    const owner = statSync(image, { throwIfNoEntry: false })?.uid;
    return owner === undefined || owner === process.getuid?.();
  } catch {
    return false;
  }
}
