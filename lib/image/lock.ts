/**
 * One process at a time makes an image. The lock is a file beside it, made anew for each attempt; it stays behind when
 * the attempt fails, so that not every message starts another one.
 */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';

/** Longer than any attempt takes, and how long a failed one keeps others from trying by themselves. */
const HELD_MS = 10 * 60_000;

/** Whether somebody is at it, or has failed lately. */
export function isBusy(image: string, nowMs: number): boolean {
  const made = statSync(lockOf(image), { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Math.abs(nowMs - made) < HELD_MS;
}

/** Throws where the folder cannot be written. */
export function lock(image: string): void {
  rmSync(lockOf(image), { force: true });
  closeSync(openSync(lockOf(image), 'wx', 0o600));
}

export function unlock(image: string): void {
  rmSync(lockOf(image), { force: true });
}

function lockOf(image: string): string {
  return `${image}.lock`;
}
