/**
 * The program behind bin/mailsift: loads the command asked for inside a guard. Whatever cannot be loaded, or is thrown
 * and caught nowhere, ends in 75 (the launcher sees to what does not even get here), and only a person at a terminal
 * is told why on standard error: pipe(8) would take it for an answer.
 */
import { EX_TEMPFAIL } from '../lib/sysexits.ts';

let status: number = EX_TEMPFAIL;
try {
  const { main } = await import('../lib/cli/main.ts');
  status = await main(process.argv.slice(2));
} catch (thrown) {
  if (process.argv[2] === 'filter')
    process.stdout.write('4.3.0 content filter: the program does not start\n');
  if (process.stderr.isTTY || process.argv[2] !== 'filter') {
    console.error('mailsift:', thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
  }
}
// Connections that a scanner left open must not keep the process, and with it Postfix, waiting.
process.stdout.write('', () => process.exit(status));
