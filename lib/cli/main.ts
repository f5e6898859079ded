/** Runs the command that the arguments name. Only that one is loaded; it tells its exit status by process.exitCode. */
import { isatty } from 'node:tty';
import { Command, CommanderError } from 'commander';
import type { Commands } from './message-commands.ts';
import { EX_OK, EX_TEMPFAIL, EX_USAGE } from '../sysexits.ts';
import { separateAddresses } from './filter-arguments.ts';
import { reportMisuse } from './misuse.ts';
import { version } from './version.ts';

const STANDARD_ERROR = 2;

/** All commands with their summaries, and one of them whole. */
export async function programFor(name: string, commands: Commands): Promise<Command> {
  const program = new Command('mailsift')
    .description('Content filter for one mail message at a time.')
    .version(version());
  for (const [key, { summary, load }] of Object.entries(commands)) {
    const command = key === name ? await load() : new Command();
    program.addCommand(command.name(key).summary(summary));
  }
  return program;
}

/**
 * Gives the exit status: what the command left in process.exitCode, else 0; 75 for every misuse of `filter`. `program` is that for
 * the first argument, and serves once.
 */
export async function main(arguments_: readonly string[], program: Command): Promise<number> {
  process.exitCode = undefined;
  const [name = ''] = arguments_;
  throwInsteadOfExit(program, name !== 'filter' || isatty(STANDARD_ERROR));
  try {
    await program.parseAsync(separated(program, arguments_), { from: 'user' });
    return statusLeft() ?? EX_OK;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return EX_OK;
    if (name !== 'filter') return EX_USAGE;
    await reportMisuse(thrown.message);
    return EX_TEMPFAIL;
  }
}

function separated(program: Command, arguments_: readonly string[]): string[] {
  const [name, ...rest] = arguments_;
  if (name === undefined) return ['--help'];
  // These read their options themselves, as SpamAssassin's programs do.
  if (name === 'tag' || name === 'learn') return [name, '--', ...rest];
  const filter = program.commands.find(command => command.name() === 'filter');
  return name === 'filter' && filter !== undefined
    ? [name, ...separateAddresses(filter, rest)]
    : [...arguments_];
}

function throwInsteadOfExit(command: Command, speaks: boolean): void {
  command.exitOverride();
  if (!speaks) command.configureOutput({ writeErr: () => undefined });
  for (const inner of command.commands) throwInsteadOfExit(inner, speaks);
}

/** By the command, in process.exitCode. */
function statusLeft(): number | undefined {
  const { exitCode } = process;
  return exitCode === undefined ? undefined : Number(exitCode);
}
