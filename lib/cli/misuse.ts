/**
 * `filter` called with arguments that it does not understand, by a mistake in master.cf: the mail stays in the queue, and
 * the log of the mail system says why.
 */
import { openRunLog } from './run-log.ts';

export async function reportMisuse(message: string): Promise<void> {
  const text = message
    .replace(/^error: /, '')
    .replace(/[^ -~]+/g, '?')
    .slice(0, 200);
  process.stdin.on('error', () => undefined).resume();
  const log = openRunLog(undefined);
  log.error(`filter: ${text}; see mailsift filter --help`);
  await log.flush();
  process.stdout.on('error', () => undefined).write(`4.3.5 content filter: ${text}\n`);
}
