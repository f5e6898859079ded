/**
 * The commands by name. Only the one asked for is loaded; a command tells its exit status by process.exitCode.
 */
import { Command, CommanderError } from 'commander';
import { EX_OK, EX_TEMPFAIL, EX_USAGE } from '../sysexits.ts';
import { separateAddresses } from './filter-arguments.ts';
import { reportMisuse } from './misuse.ts';
import { version } from './version.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  filter: {
    summary: 'take a message from Postfix, decide, hand it back (pipe(8) transport)',
    load: async () => (await import('./filter.ts')).filterCommand(),
  },
  tag: {
    summary: 'mark a message on its way from standard input to standard output (procmail, maildrop)',
    load: async () => (await import('./tag.ts')).tagCommand(),
  },
  scan: {
    summary: 'report on messages, mbox files, Maildirs and folders',
    load: async () => (await import('./scan.ts')).scanCommand(),
  },
  quarantine: {
    summary: 'list, show, release and delete what was kept',
    load: async () => (await import('./quarantine.ts')).quarantineCommand(),
  },
  rules: {
    summary: 'check, list, explain and update the rules that score mail',
    load: async () => (await import('./rules.ts')).rulesCommand(),
  },
  config: {
    summary: 'check and show the configuration',
    load: async () => (await import('./config.ts')).configCommand(),
  },
  doctor: {
    summary: 'look for mistakes in the set-up of Postfix, clamd and mailsift',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
};

/** Gives the exit status: what the command left in process.exitCode, else 0; 75 for every misuse of `filter`. */
export async function main(arguments_: readonly string[]): Promise<number> {
  process.exitCode = undefined;
  const [name = ''] = arguments_;
  const program = new Command('mailsift')
    .description('Content filter for one mail message at a time.')
    .version(version());
  for (const [key, { summary, load }] of Object.entries(COMMANDS)) {
    const command = key === name ? await load() : new Command();
    program.addCommand(command.name(key).summary(summary));
  }
  throwInsteadOfExit(program, name !== 'filter' || process.stderr.isTTY);
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

/** Loads the code of all commands, for an image. */
export async function loadEveryCommand(): Promise<void> {
  for (const { load } of Object.values(COMMANDS)) await load();
}

function separated(program: Command, arguments_: readonly string[]): string[] {
  const [name, ...rest] = arguments_;
  if (name === undefined) return ['--help'];
  // tag reads its options itself, as spamassassin reads them.
  if (name === 'tag') return [name, '--', ...rest];
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
