/**
 * mailsift scan: a report on messages, for people and for scripts.
 *
 * Input: files (one message, or mbox), Maildirs, folders, standard input. Output: a report a message on standard
 * output, trouble and the progress bar on standard error. Changes nothing. Exit status: 0 all clean, 1 some spam or virus,
 * 2 trouble (which wins), 64 misuse.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { availableParallelism, tmpdir } from 'node:os';
import { describeError } from '../errors.ts';
import { printable } from '../log/escape.ts';
import type { OpenInspector } from '../scan/inspector.ts';
import { messageInputs } from '../inputs/messages.ts';
import { outputTo } from '../io/output.ts';
import { bytesToGo, progressBar } from './progress.ts';
import { ProcessPool } from '../workers/pool.ts';
import { walk, type FoundFile, type WalkOptions } from '../inputs/walk.ts';
import type { Inspection } from '../scan/inspection.ts';
import { startWorker, work } from './scan-worker.ts';
import { exitStatusOf, runScan, summaryLine } from '../scan/run.ts';
import { openInspector as asConfigured } from './inspector.ts';
import { collect } from './overrides.ts';

interface ScanFlags {
  readonly config?: string;
  readonly rules: readonly string[];
  readonly virus: boolean;
  readonly bayes: boolean;
  readonly json: boolean;
  readonly explain: boolean;
  readonly timing: boolean;
  readonly required?: number;
  readonly jobs?: number;
  readonly worker: boolean;
  readonly local: boolean;
}

/** Folders are looked at with all that is in them. */
const EVERYTHING: WalkOptions = { subfolders: true, deleted: true };

/** Fewer are done before other processes have begun. */
const MANY_FILES = 100;

/** Messages that a process is given before it has answered for the first, so that it never waits. */
const AHEAD = 4;

const HELP = `
A folder with cur and new is a Maildir; of any other folder all files below it are read, save those whose
name begins with a dot. A file that begins with "From " is an mbox file: inbox#2 is its second message.

With several messages, the rules are shown for spam and viruses only; with --explain for all.
--json keys: file, score, required, spam, category, hits [{rule, score, description}], viruses, defects, ms; with --explain queries, too.

Exit status: 0 nothing found, 1 some spam or virus, 2 trouble (unreadable file, broken rules), 64 misuse.`;

export function scanCommand(openInspector: OpenInspector = asConfigured): Command {
  return new Command('scan')
    .description('Report on messages: score, rules, viruses, defects. Nothing is changed or sent.')
    .argument('[PATH...]', 'messages, mbox files, Maildirs, folders; - or none: standard input')
    .option('--config <file>', 'configuration file')
    .option('--rules <path>', 'rule file or folder instead of the configured ones (repeatable)', collect, [])
    .option('--required <score>', 'spam from this score on (default: spam.required_score)', parseScore)
    .option('--json', 'one JSON object a line and message', false)
    .option(
      '--explain',
      'show the rules that hit for every message, and what the DNS was asked; with --json also what they matched',
      false,
    )
    .option(
      '--timing',
      'show where the time went: start-up, parsing, checks, views of the message, rules',
      false,
    )
    .option('--no-virus', 'leave the virus scanner out')
    .option(
      '--jobs <number>',
      'processes that work side by side (default: a core each for many files)',
      parseJobs,
    )
    .addOption(new Option('--worker').default(false).hideHelp())
    .option('--local', 'no network tests', false)
    .option('--no-bayes', 'leave out what was learnt')
    .addHelpText('after', HELP)
    .action(async (paths: readonly string[], flags: ScanFlags) => {
      process.exitCode = await scan(paths.length === 0 ? ['-'] : paths, flags, openInspector);
    });
}

async function scan(
  paths: readonly string[],
  flags: ScanFlags,
  openInspector: OpenInspector,
): Promise<0 | 1 | 2> {
  const output = outputTo(process.stdout);
  const complaints = outputTo(process.stderr);
  const complain = (text: string) =>
    void complaints.write(`mailsift scan: ${printable(text)}\n`).catch(() => undefined);
  try {
    const begunMs = performance.now();
    const inspector = await openInspector(flags);
    const startUp = `start-up: ${begunMs.toFixed(1)} ms until the program ran, ${(performance.now() - begunMs).toFixed(1)} ms for configuration and rules`;
    if (flags.worker) {
      await work(inspector);
      await inspector.close();
      return 0;
    }
    const { settings } = inspector;
    const jobs = flags.jobs ?? (isMany(paths) ? availableParallelism() : 1);
    const pool =
      jobs > 1
        ? new ProcessPool<Buffer, Inspection>(() => startWorker(flags), { size: jobs, ahead: AHEAD })
        : undefined;
    const totalBytes = wantsBar(flags) ? bytesToGo(filesOf(paths)) : undefined;
    const bar =
      totalBytes === undefined
        ? undefined
        : await progressBar(totalBytes, process.stderr, '{spam} spam, {infected} infected');
    const spool = {
      thresholdBytes: settings.spool.thresholdBytes,
      directory: settings.spool.directory ?? tmpdir(),
    };
    if (flags.timing && !flags.json) await output.write(`${startUp}\n`);
    const totals = await runScan({
      inputs: messageInputs({ paths, stdin: process.stdin, stdinHolds: 'mbox', spool, walk: EVERYTHING }),
      inspect: pool === undefined ? inspector.inspect : source => pool.ask(source.read(0, source.sizeBytes)),
      // Some wait behind a slow one, so that the others need not.
      atOnce: pool === undefined ? 1 : jobs * AHEAD * 2,
      required: flags.required ?? settings.spam.requiredScore,
      format: flags.json ? 'json' : 'text',
      explain: flags.explain,
      timing: flags.timing,
      detailed: paths.length === 1 && totalBytes === undefined,
      clock: () => performance.now(),
      print: async line => {
        bar?.clear();
        return await output.write(`${line}\n`);
      },
      complain: (name, why) => {
        bar?.clear();
        complain(`${name}: ${why}`);
      },
      remark: (name, text) => {
        bar?.clear();
        complain(`${name}: ${text}`);
      },
      progress: (sums, bytesSeen) => bar?.update({ ...sums, bytesSeen, counts: { ...sums } }),
    });
    await pool?.close();
    await inspector.close();
    bar?.stop();
    if (!flags.json && totals.messages > 1) await output.write(`${summaryLine(totals)}\n`);
    return exitStatusOf(totals);
  } catch (thrown) {
    complain(describeError(thrown));
    return 2;
  }
}

/** Worth more processes than one. */
function isMany(paths: readonly string[]): boolean {
  let files = 0;
  for (const found of filesOf(paths)) {
    if (found.kind === 'file') files += 1;
    if (files >= MANY_FILES) return true;
  }
  return false;
}

function* filesOf(paths: readonly string[]): Generator<FoundFile> {
  for (const path of paths) if (path !== '-') yield* walk(path, EVERYTHING);
}

/** JSON lines and a bar would tear each other apart on one terminal. */
function wantsBar({ json }: ScanFlags): boolean {
  return process.stderr.isTTY && !(json && process.stdout.isTTY);
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!/^\d{1,3}$/.test(text) || jobs < 1) throw new InvalidArgumentError('not a number from 1 to 999');
  return jobs;
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !Number.isFinite(score)) throw new InvalidArgumentError('not a number');
  return score;
}
