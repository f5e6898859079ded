/**
 * mailsift config check [FILE]     is this configuration all right?
 * mailsift config show             every setting, its value, and where that comes from
 * mailsift config show --recipient ADDRESS [--sender ADDRESS]     the policy of one recipient
 * mailsift config schema           the JSON schema of the file (draft 7)
 * mailsift config sample           a file with every setting at its default
 *
 * Exit status: 0; 78 (EX_CONFIG) when the configuration has faults, which go to standard error, one a line.
 */
import { Command } from 'commander';
import { parseMailbox } from '../address.ts';
import { ConfigError } from '../config/fault.ts';
import { loadConfiguration, type Configuration } from '../config/load.ts';
import { configSchema } from '../config/schema.ts';
import { sampleConfig } from '../config/sample.ts';
import { faultsOfTables } from '../config/table-faults.ts';
import { MailsiftError } from '../errors.ts';
import { explainPolicy } from '../policy/explain.ts';
import { EX_CONFIG } from '../sysexits.ts';
import { complaint } from './complaint.ts';

interface FileOption {
  readonly config?: string;
}

interface ShowOptions extends FileOption {
  readonly json?: true;
  readonly recipient?: string;
  readonly sender?: readonly string[];
}

interface Shown {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string;
}

export function configCommand(): Command {
  const command = new Command('config').description('check and show the configuration');
  command
    .command('check')
    .description('read the configuration and its table files, and report every fault')
    .argument('[file]', 'configuration file')
    .option('--config <file>', 'configuration file')
    .action(async (file: string | undefined, _: FileOption, self: Command) => {
      await reportFaults(() => check(file ?? fileOf(self)));
    });
  command
    .command('show')
    .description('show every setting, or the policy of one recipient, with where each value comes from')
    .option('--config <file>', 'configuration file')
    .option('--recipient <address>', 'resolve the policy of this recipient')
    .option('--sender <address>', 'for mail from this sender; repeat for authors', collect, [])
    .option('--json', 'one JSON object a line')
    .action(async (options: ShowOptions, self: Command) => {
      await reportFaults(() => show(fileOf(self), options));
    });
  command
    .command('schema')
    .description('print the JSON schema of the configuration file')
    .action(() => print(JSON.stringify(configSchema(), undefined, 2)));
  command
    .command('sample')
    .description('print a configuration file with every setting at its default')
    .action(async () => {
      process.stdout.write(await sampleConfig());
    });
  return command;
}

async function check(file: string | undefined): Promise<void> {
  const configuration = await load(file);
  const faults = faultsOfTables(configuration);
  if (faults.length > 0) throw new ConfigError(faults);
  print(`${configuration.file ?? 'no configuration file, defaults'}: OK`);
}

async function show(file: string | undefined, options: ShowOptions): Promise<void> {
  const configuration = await load(file);
  const shown =
    options.recipient === undefined
      ? settings(configuration)
      : policy(configuration, options.recipient, options);
  if (options.json) for (const line of shown) print(JSON.stringify(line));
  else printAligned(shown);
}

function settings({ sources, settings: { hostname, domain } }: Configuration): readonly Shown[] {
  const computed = new Map([
    ['hostname', hostname],
    ['domain', domain],
  ]);
  return sources.map(({ name, raw, origin }) => ({ name, value: raw ?? computed.get(name) ?? null, origin }));
}

function policy(
  configuration: Configuration,
  recipient: string,
  { sender = [] }: ShowOptions,
): readonly Shown[] {
  const answers = explainPolicy(configuration.settings, parseMailbox(recipient), sender.map(parseMailbox));
  return answers.map(({ name, value, via }) => ({ name, value, origin: via }));
}

function printAligned(shown: readonly Shown[]): void {
  const left = shown.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`);
  const width = Math.min(40, Math.max(0, ...left.map(text => text.length)));
  for (const [index, { origin }] of shown.entries()) print(`${(left[index] ?? '').padEnd(width)}  ${origin}`);
}

async function load(file: string | undefined): Promise<Configuration> {
  return await loadConfiguration(file === undefined ? {} : { file });
}

/** --config is also a common option, which stands in front of the command. */
function fileOf(self: Command): string | undefined {
  return self.optsWithGlobals<FileOption>().config;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function reportFaults(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MailsiftError)) throw error;
    process.stderr.write(complaint(error));
    process.exitCode = EX_CONFIG;
  }
}

function print(line: string): void {
  process.stdout.write(`${printable(line, '\n')}\n`);
}

/** Control characters of a file or an address never reach the terminal. */
function printable(text: string, except = ''): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, char => (except.includes(char) ? char : '?'));
}
