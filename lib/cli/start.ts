/**
 * The guard around a run of the program, from bin/mailsift.ts or from an image (lib/image). Whatever cannot be loaded, or
 * is thrown and caught nowhere, ends in 75 (the launcher sees to what does not even get here), and only a person at
 * a terminal is told why on standard error: pipe(8) would take it for an answer.
 */
import { EX_TEMPFAIL } from '../sysexits.ts';

/** Ends the process with the status that the work gives. */
export async function start(work: () => Promise<number>): Promise<void> {
  let status: number = EX_TEMPFAIL;
  const isFilter = process.argv[2] === 'filter';
  try {
    status = await work();
  } catch (thrown) {
    if (isFilter) process.stdout.write('4.3.0 content filter: the program does not start\n');
    if (process.stderr.isTTY || !isFilter) {
      console.error('mailsift:', thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
    }
  }
  // Connections that a scanner left open must not keep the process, and with it Postfix, waiting. What `filter` says is written.
  if (isFilter) process.exit(status);
  process.stdout.write('', () => process.exit(status));
}
