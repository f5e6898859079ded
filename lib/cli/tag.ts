/**
 * `mailsift tag`: stands where `spamassassin` stood. A filter for procmail and maildrop: the message goes from standard
 * input to standard output, marked in the form of SpamAssassin's headers, and comes out exactly once whatever happens:
 * unchanged if it could not be checked. Nothing is written before all is known. Files and folders are marked one after
 * the other.
 *
 * Exit status 0, also after trouble with a check; with -e the status asked for if there was spam; 1 for faults (--lint)
 * and for files that cannot be read; 2 for options that spamassassin gave up; 64 for wrong ones; 69 for what this version
 * cannot do; 75 when the message could not be read or written to its end, and with -e when it could not be checked:
 * procmail and maildrop then go on with the one they have. Trouble goes to the log.
 */
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describeError, MailsiftError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { receive } from '../io/receive.ts';
import { outputTo } from '../io/output.ts';
import { EX_OK, EX_TEMPFAIL, EX_UNAVAILABLE, EX_USAGE } from '../sysexits.ts';
import { SPAMASSASSIN_VERSION } from '../rules/report/tags.ts';
import { openDebugLog, type DebugLog } from './debug-log.ts';
import { tagInputs, type TagInput } from './tag-inputs.ts';
import { changeSenders, concernsSenders, concernsSendersOfMessages } from './tag-senders.ts';
import { readTagOptions, tagOptionsHelp, type TagRequest } from './tag-options.ts';
import { lint, nothing, openTagRun, type Marked, type TagRun } from './tag-run.ts';
import { version } from './version.ts';
import { standardInput } from './standard-input.ts';

const HELP = `
Options (those of spamassassin, and --config, --rules, --required, --no-virus):
${tagOptionsHelp()}

Rules: with -C or --siteconfigpath those that spamassassin reads; otherwise those of mailsift.yaml. Spam is what
reaches --required, else required_score of the rule files and preferences, else spam.required_score.

Exit status: 0, and the message on standard output, marked or (after trouble, see the log) as it came; 1 faults
found by --lint, files that cannot be read; 2 options that spamassassin no longer has; 64 misuse; 69 what this
version cannot do; 75 when the message could not be written to its end. -e: the status asked for, if there was spam,
and 75 when a message could not be checked (it comes out all the same).

procmail:
  :0fw
  | mailsift tag

  :0:
  * ^X-Spam-Status: Yes
  spam/`;

/** Larger messages wait in a file, before the settings are known. */
const SPOOL = { thresholdBytes: 1024 * 1024, directory: tmpdir() };

/** spamassassin's warnings about options of long ago. */
const IGNORED: Readonly<Record<string, string>> = {
  pipe: 'The -P option is not needed, messages are piped anyway; ignored.',
  'stop-at-threshold': 'The -S option is no longer supported; ignored.',
  'log-to-mbox': 'The -l option is no longer supported; ignored.',
};
const REMOVED: Readonly<Record<string, string>> = {
  'from-line': '-F',
  'add-from': '--add-from',
  'warning-from': '-w',
  'whitelist-factory': '-M',
};
export function tagCommand(): Command {
  return new Command('tag')
    .description('Mark a message on its way from standard input to standard output, as spamassassin does.')
    .argument('[words...]', 'options and files')
    .helpOption(false)
    .addHelpText('after', HELP)
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      const showHelp = () => {
        command.outputHelp();
      };
      try {
        process.exitCode = await tag(words, showHelp);
        tellLauncher(process.exitCode);
      } catch (thrown) {
        if (!(thrown instanceof TornOutput)) throw thrown;
        process.exitCode = EX_TEMPFAIL;
      }
    });
}

/** Gives the exit status. */
async function tag(words: readonly string[], showHelp: () => void): Promise<number> {
  let request: TagRequest;
  try {
    request = readTagOptions(words);
  } catch (thrown) {
    process.stderr.write(`mailsift tag: ${describeError(thrown)}; see mailsift tag --help\n`);
    return EX_USAGE;
  }
  const { flags, values, paths } = request;
  const told = openDebugLog(values.get('debug')?.at(-1), line => void process.stderr.write(line));
  if (flags.has('help')) {
    showHelp();
    return EX_OK;
  }
  if (flags.has('version')) {
    process.stdout.write(
      `mailsift version ${version()}\n  in the place of SpamAssassin version ${SPAMASSASSIN_VERSION}\n`,
    );
    return EX_OK;
  }
  for (const [name, text] of Object.entries(IGNORED)) if (flags.has(name)) told.warn(text);
  for (const [name, text] of Object.entries(REMOVED)) {
    if (!flags.has(name)) continue;
    told.warn(`The ${text} option has been removed, please remove it from your command line and run again.`);
    return 2;
  }
  if (flags.has('mbx')) {
    told.error('tag: mbx folders cannot be read; turn them into mbox files');
    return EX_UNAVAILABLE;
  }
  if (flags.has('lint')) return await lint(request, told);
  return await overMessages(request, paths, told);
}

async function overMessages(request: TagRequest, paths: readonly string[], told: DebugLog): Promise<number> {
  if (concernsSenders(request) && !concernsSendersOfMessages(request))
    return await changeSenders(request, noMessages(), told);
  const wantsInput = paths.length === 0 || paths.includes('-');
  const input = wantsInput ? await receive(standardInput(), SPOOL) : undefined;
  if (concernsSenders(request))
    return await changeSenders(request, messages(paths, input, request.flags.has('mbox')), told);
  const run = await openTagRun(request, told);
  const totals = { spam: false, unchecked: false, trouble: false, messages: 0 };
  for await (const one of messages(paths, input, request.flags.has('mbox'))) {
    if (one.kind === 'trouble') {
      told.warn(`archive-iterator: unable to open ${one.name}: ${one.why}`);
      totals.trouble = true;
      continue;
    }
    totals.messages += 1;
    const { pieces, isSpam, afterwards } = await work(one, run, request);
    totals.spam ||= isSpam === true;
    totals.unchecked ||= isSpam === undefined;
    await writeOut(pieces, run);
    await afterwards();
  }
  await run.close();
  await run.log.flush();
  if (isReporting(request)) process.stdout.write(`${totals.messages} message(s) examined.\n`);
  if (request.flags.has('error-code')) {
    if (totals.spam) return exitStatusFor(request);
    // Nobody must take it for ham.
    if (totals.unchecked) return EX_TEMPFAIL;
  }
  return totals.trouble ? 1 : EX_OK;
}

async function work(
  { source }: TagInput & { kind: 'message' },
  run: TagRun,
  request: TagRequest,
): Promise<Marked> {
  if (isReporting(request)) {
    await tellNetworks(source, run, request);
    return { pieces: [], isSpam: false, afterwards: nothing };
  }
  const testing = request.flags.has('test-mode');
  if (request.flags.has('remove-markup')) {
    const clean = run.unmarked(source);
    return testing
      ? await run.marked(clean, true)
      : { pieces: clean.chunks(), isSpam: false, afterwards: nothing };
  }
  return await run.marked(source, testing);
}

async function tellNetworks(source: ByteSource, run: TagRun, { flags }: TagRequest): Promise<void> {
  const wanted = (['report', 'revoke'] as const).filter(purpose => flags.has(purpose));
  for (const purpose of wanted) {
    if (await run.reported(source, purpose)) continue;
    run.told.warn(`spamassassin: warning, unable to ${purpose} message`);
    run.told.warn('spamassassin: for more information, re-run with -D option to see debug output');
  }
}

async function* messages(
  paths: readonly string[],
  input: Awaited<ReturnType<typeof receive>> | undefined,
  mbox: boolean,
): AsyncGenerator<TagInput> {
  if (input === undefined) {
    yield* tagInputs(paths, mbox);
    return;
  }
  const [first] = paths;
  if (paths.length === 0 || first === '-') yield { kind: 'message', name: '-', source: input };
  yield* tagInputs(
    paths.filter(path => path !== '-'),
    mbox,
  );
}

/** Half a message on standard output must not look like success. */
async function writeOut(pieces: Iterable<Buffer>, { log }: TagRun): Promise<void> {
  const output = outputTo(process.stdout);
  try {
    for (const piece of pieces) {
      if (!(await output.write(piece))) throw new MailsiftError('the reader of standard output has gone');
    }
  } catch (cause) {
    log.error(`tag: the message was not written to its end: ${describeError(cause)}`);
    await log.flush();
    throw new TornOutput('the message was not written to its end', { cause });
  }
}

class TornOutput extends MailsiftError {
  override readonly name = 'TornOutput';
}

function isReporting({ flags }: TagRequest): boolean {
  return flags.has('report') || flags.has('revoke');
}

async function* noMessages(): AsyncGenerator<TagInput> {
  // For what is done without any.
}

function exitStatusFor({ values }: TagRequest): number {
  const wanted = Number(values.get('error-code')?.at(-1) ?? '');
  return (wanted || 5) & 0xff;
}

/** The launcher keeps a copy of the message; by this it knows that ours is whole, whatever the status says. */
function tellLauncher(status: number): void {
  const file = process.env['MAILSIFT_TAG_STATUS'];
  if (file !== undefined && file !== '') writeFileSync(file, `${status}\n`);
}
