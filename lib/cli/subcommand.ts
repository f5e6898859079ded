/** What the subcommands of a command that looks after data share: options, and what trouble becomes. */
import type { Command } from 'commander';
import { ConfigError } from '../config/fault.ts';
import { describeError, UsageError } from '../errors.ts';
import { printable } from '../log/escape.ts';
import { EX_CONFIG, EX_TEMPFAIL, EX_USAGE } from '../sysexits.ts';
import { complaint } from './complaint.ts';

export function subcommand(parent: Command, name: string): Command {
  return parent
    .command(name)
    .option('--config <file>', 'configuration file')
    .option('--state-directory <folder>', 'where mailsift keeps its data');
}

/** One line on standard error. */
export function complain(command: string, thrown: unknown): void {
  process.stderr.write(`mailsift ${command}: ${printable(describeError(thrown))}\n`);
}

/** An action that never rejects. Exit status: 64 for what was asked for wrongly, else 75. */
export function reporting<Arguments extends unknown[]>(
  command: string,
  work: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  return async (...given) => {
    try {
      await work(...given);
    } catch (thrown) {
      complain(command, thrown);
      process.exitCode = thrown instanceof UsageError ? EX_USAGE : EX_TEMPFAIL;
    }
  };
}

/** The same; a faulty configuration is told with all its faults, and is 78. */
export function reportingFaults<Arguments extends unknown[]>(
  command: string,
  work: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  return reporting(command, async (...given) => {
    try {
      await work(...given);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      process.stderr.write(complaint(thrown));
      process.exitCode = EX_CONFIG;
    }
  });
}
