/**
 * The guard around a run of the program, from bin/mailsift.ts or from an image (lib/image). Whatever cannot be loaded, or
 * is thrown and caught nowhere, ends in 75 (the launcher sees to what does not even get here), and only a person at
 * a terminal is told why on standard error: pipe(8) would take it for an answer.
 */
import { EX_TEMPFAIL } from '../sysexits.ts';

type Main = (arguments_: readonly string[]) => Promise<number>;

/** Runs the command and ends the process. */
export async function start(load: () => Promise<Main>): Promise<void> {
  let status: number = EX_TEMPFAIL;
  const [, , ...arguments_] = process.argv;
  try {
    const main = await load();
    status = await main(arguments_);
  } catch (thrown) {
    if (arguments_[0] === 'filter')
      process.stdout.write('4.3.0 content filter: the program does not start\n');
    if (process.stderr.isTTY || arguments_[0] !== 'filter') {
      console.error('mailsift:', thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
    }
  }
  // Connections that a scanner left open must not keep the process, and with it Postfix, waiting.
  process.stdout.write('', () => process.exit(status));
}
