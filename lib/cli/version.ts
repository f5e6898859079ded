/** The version of mailsift: that of its package.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Read once, also for an image. */
let known: string | undefined;

export function version(): string {
  return (known ??= readVersion());
}

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
