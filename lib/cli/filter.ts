/**
 * `mailsift filter`: the front end for Postfix's pipe(8).
 *
 * In: the message on standard input, sender and recipients as arguments. Out: the exit status 0 (taken care of), 69
 * (refused: Postfix bounces) or 75 (later), and one `D.S.N text` line on standard output, which Postfix logs and, for 69,
 * sends back. Environment: none needed; pipe(8) sets PATH, TZ, MAIL_CONFIG, LANG. Time: Postfix kills, and bounces, after
 * $command_time_limit (1000 s); we end in 75 after time_limit (600 s). TERM ends in 75 unless sending has begun, which is
 * then finished. Nothing goes to standard error, unless that is a terminal.
 */
import { writeSync } from 'node:fs';
import { Command } from 'commander';
import type { CheckState } from '../check/report.ts';
import { ConfigError } from '../config/fault.ts';
import { loadSettings, type Settings } from '../config/load.ts';
import { Deadline } from '../deadline.ts';
import { decisionEvent } from '../decision-event.ts';
import { describeError, MailsiftError, UsageError } from '../errors.ts';
import { filter, type FilterReport } from '../filter.ts';
import { receive } from '../io/receive.ts';
import type { Log } from '../log/log.ts';
import { closeSource } from '../io/close-source.ts';
import { openServices } from '../services.ts';
import { EX_TEMPFAIL, type FilterStatus } from '../sysexits.ts';
import { environment } from './environment.ts';
import { envelopeFrom, type EnvelopeOptions } from './filter-envelope.ts';
import { watchForInterruption, type Interruption } from './interruption.ts';
import { applyOverrides, collect, type Overrides } from './overrides.ts';
import { openRunLog } from './run-log.ts';
import { standardInput } from './standard-input.ts';

interface FilterOptions extends EnvelopeOptions, Overrides {
  readonly config?: string;
  readonly size?: string;
  readonly dryRun?: boolean;
  readonly timing?: boolean;
}

/** Where the settings could not be read. */
const DEFAULT_SPOOL = { thresholdBytes: 1024 * 1024, directory: null };
const DEFAULT_TIME_LIMIT_MS = 600_000;

interface Answer {
  readonly status: FilterStatus;
  readonly line: string;
}

/** What the command works with; an image is made with another one than the process has. */
export interface FilterWorld {
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Takes the line for Postfix. */
  readonly answer: (line: string) => void;
  readonly loadSettings: (file: { readonly file?: string }) => Promise<Settings>;
  readonly openLog: (settings: Settings | undefined) => Log;
}

const PROCESS: FilterWorld = {
  stdin: () => standardInput(),
  answer: writeAnswer,
  loadSettings,
  openLog: openRunLog,
};

export function filterCommand(world: FilterWorld = PROCESS): Command {
  return new Command('filter')
    .description(
      'Takes one message from standard input, scans and scores it, decides for each recipient, hands it back ' +
        'to sendmail. For a pipe transport in master.cf.',
    )
    .argument('[address...]', 'the recipients; without -f the sender first ("" or <> for the null sender)')
    .option('-f, --sender <address>', 'envelope sender')
    .option('--queue-id <id>', '${queue_id}: a retry of the same message is known by it')
    .option('--client-address <ip>', '${client_address}')
    .option('--client-port <port>', '${client_port}')
    .option('--client-helo <name>', '${client_helo}')
    .option('--client-hostname <name>', '${client_hostname}')
    .option('--client-protocol <name>', '${client_protocol}')
    .option('--sasl-username <name>', '${sasl_username}: the sender has logged in')
    .option('--size <bytes>', '${size}: a message that comes in much shorter was cut off')
    .option('--config <file>', 'configuration instead of /etc/mailsift/mailsift.yaml')
    .option(
      '--rules <path>',
      'rules (.cf file or folder) instead of the configured ones; repeatable',
      collect,
    )
    .option('--sendmail <path>', 'program that takes the message back')
    .option('--state-directory <path>', 'folder for journal and quarantine')
    .option('--dry-run', 'decide and tell, but do nothing')
    .option('--timing', 'log how long each check took')
    .option('--local', 'no network tests')
    .option('--no-bayes', 'leave out what was learnt, and learn nothing')
    .addHelpText('after', HELP)
    .action(async (addresses: string[], options: FilterOptions) => {
      process.exitCode = await run(addresses, options, world);
    });
}

const HELP = `
Exit status: 0 taken care of; 69 refused (Postfix bounces); 75 try again later (all trouble).
Prints one line for Postfix: an enhanced status code and a text.

master.cf:
  spamcheck unix - n n - 4 pipe
    flags=q user=spamfilt null_sender=
    argv=/usr/local/bin/mailsift filter --queue-id \${queue_id} --client-address \${client_address}
      --client-helo \${client_helo} --client-hostname \${client_hostname} --client-protocol \${client_protocol}
      --sasl-username \${sasl_username} --size \${size} -f \${sender} -- \${recipient}

Try it:
  mailsift filter --dry-run sender@example.org you@example.com < message.eml`;

const STANDARD_OUTPUT = 1;

/** At once, without the machinery of a stream. What cannot be written is not heard, and the exit status holds all the same. */
function writeAnswer(line: string): void {
  try {
    writeSync(STANDARD_OUTPUT, line);
  } catch {
    // Nobody reads it.
  }
}

/** Never throws, and answers Postfix. */
async function run(
  addresses: readonly string[],
  options: FilterOptions,
  world: FilterWorld,
): Promise<FilterStatus> {
  const clock = { startMs: performance.now(), arrival: new Date() };
  const configured = await configure(options, world);
  const settings = configured instanceof Error ? undefined : configured;
  const log = world.openLog(settings);
  const deadline = new Deadline(settings?.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS);
  const interruption = watchForInterruption(deadline);
  let answer: Answer;
  try {
    const input = { stream: world.stdin(), arrival: clock.arrival };
    const work = filterInput(configured, addresses, options, deadline, interruption, input);
    const report = await Promise.race([work, interruption.happened]);
    log.identify(report.envelope.queueId ?? report.mailId);
    log.decision(decisionEvent(report, performance.now() - clock.startMs));
    answer = report.outcome ?? report.answer;
    explain(report, log);
    if (options.timing === true) log.info(timing(report));
  } catch (thrown) {
    answer = trouble(thrown, log, options.queueId);
  } finally {
    interruption.dispose();
  }
  await log.flush();
  world.answer(`${answer.line}\n`);
  return answer.status;
}

async function configure(options: FilterOptions, world: FilterWorld): Promise<Settings | Error> {
  try {
    const file = options.config === undefined ? {} : { file: options.config };
    return applyOverrides(await world.loadSettings(file), options);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(describeError(thrown));
  }
}

/** Takes in the message whatever else is wrong: Postfix is to be rid of all of it before anything is decided. */
async function filterInput(
  configured: Settings | Error,
  addresses: readonly string[],
  options: FilterOptions,
  deadline: Deadline,
  interruption: Interruption,
  { stream, arrival }: { readonly stream: AsyncIterable<Uint8Array>; readonly arrival: Date },
): Promise<FilterReport> {
  const spool = configured instanceof Error ? DEFAULT_SPOOL : configured.spool;
  const directory = spool.directory ?? environment().temporaryDirectory;
  const received = await receive(stream, { thresholdBytes: spool.thresholdBytes, directory });
  if (configured instanceof Error) throw configured;
  const envelope = envelopeFrom(addresses, options);
  const request = {
    received,
    envelope,
    arrival,
    dryRun: options.dryRun ?? false,
    onCommit: interruption.commit,
    ...(/^\d{1,15}$/.test(options.size ?? '') ? { announcedBytes: Number(options.size) } : {}),
  };
  const services = openServices(configured, environment());
  const report = await filter(request, services, deadline).finally(services.close);
  // The runtime takes an open file that is collected as garbage for an error.
  await closeSource(received);
  return report;
}

/** What the decision line does not say. */
function explain({ reports, verdicts, outcome, remarks }: FilterReport, log: Log): void {
  for (const name of ['virus', 'banned', 'header', 'spam'] as const) {
    const report = reports[name];
    if (report.state === 'error') log.error(`${name} check failed: ${report.why}`);
  }
  if (reports.virus.state === 'done') {
    for (const what of reports.virus.finding.unscanned) log.warn(`not scanned for viruses: ${what}`);
  }
  if (reports.spam.state === 'done') for (const remark of reports.spam.finding.remarks) log.warn(remark);
  for (const { policy, destiny, dsn } of verdicts) {
    const due = destiny === 'bounce' || destiny === 'reject';
    if (due && !dsn.send) log.info(`no bounce about <${policy.recipient}>: ${dsn.why}`);
  }
  for (const remark of remarks) log.warn(remark);
  for (const recipient of outcome?.refused ?? [])
    log.error(`the mail system refuses the message to <${recipient}>`);
}

function timing({ reports }: FilterReport): string {
  const times = Object.entries<CheckState<unknown>>({ ...reports }).flatMap(([name, report]) =>
    report.state === 'skipped' ? [] : [`${name} ${report.ms.toFixed(1)} ms`],
  );
  return `checks took: ${times.join(', ')}`;
}

/** Logs it, and gives the answer: always "later". */
function trouble(thrown: unknown, log: Log, queueId: string | undefined): Answer {
  if (queueId !== undefined && queueId !== '') log.identify(queueId);
  log.error(describeError(thrown));
  if (process.stderr.isTTY) console.error(`mailsift: ${describeError(thrown)}`);
  return { status: EX_TEMPFAIL, line: `4.3.0 ${publicTextOf(thrown)}` };
}

/** Mistakes in the set-up are told in full: the line ends up in the log of the mail system, where they are looked for. */
function publicTextOf(thrown: unknown): string {
  if (thrown instanceof ConfigError)
    return 'content filter: mistake in the configuration; see: mailsift config check';
  if (thrown instanceof UsageError) return `content filter: ${printable(thrown.message)}`;
  return thrown instanceof MailsiftError ? thrown.publicText : 'content filter: temporary trouble';
}

function printable(text: string): string {
  return text.replace(/[^ -~]+/g, '?').slice(0, 200);
}
