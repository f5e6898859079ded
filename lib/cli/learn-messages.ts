/**
 * `mailsift learn --spam|--ham|--forget`: the messages of files, folders and standard input go into the database.
 *
 * Exit status: 0; 1 when a file could not be read, or there was no message; 65 when standard input is to carry a message as an
 * attachment and does not; 75 when the run was interrupted, or a message on standard input could not be read.
 */
import { availableParallelism, tmpdir } from 'node:os';
import { expire, isExpiryDue } from '../bayes/expire.ts';
import { MailsiftError, UsageError } from '../errors.ts';
import { messageInputs } from '../inputs/messages.ts';
import { walk, type FoundFile, type WalkOptions } from '../inputs/walk.ts';
import { runLearn, type LearnInput, type LearnTotals } from '../learn/learn-run.ts';
import type { BayesStore } from '../store/bayes/bayes-store.ts';
import { EX_DATAERR, EX_OK, EX_TEMPFAIL } from '../sysexits.ts';
import { environment } from './environment.ts';
import { numberOf, type LearnRequest } from './learn-options.ts';
import { openReporter } from './learn-report.ts';
import { watchForStop } from './learn-stop.ts';
import { studyHere, studyShared } from './learn-study.ts';
import { learnTargets, type ClassifiedPath } from './learn-targets.ts';
import type { LearnSite } from './learn-site.ts';
import { stateOfLearning } from './learn-state.ts';
import { bytesToGo, progressBar } from './progress.ts';

/** Fewer are done before other processes are of much help. */
const MANY_FILES = 200;
const MANY_BYTES = 2 ** 20;
/** Lessons of later messages may wait for an earlier one that another process studies: at the beginning until it has started. */
const AT_ONCE = 500;
const BATCH = 400;
const DEFAULT_MAX_BYTES = 500 * 1024;

/** The messages of a folder, not those of folders in it that have names of their own, and none that was deleted. */
const FOR_LEARNING: WalkOptions = { subfolders: false, deleted: false };

export interface Told {
  /** On standard output; nothing with --quiet. */
  readonly say: (line: string) => void;
  readonly complain: (text: string) => void;
  /** For -D. */
  readonly debug: (area: string, text: string) => void;
}

/** Gives the exit status. Throws MailsiftError. */
export async function learnMessages(request: LearnRequest, site: LearnSite, told: Told): Promise<number> {
  const targets = learnTargets(request, environment().homeDirectory);
  const plan = planOf(request, targets);
  if (!site.rules().settings.flag('use_bayes', true))
    throw new MailsiftError('the rule files say use_bayes 0, so nothing was learnt');
  const reporter = openReporter(request, site);
  const store = await site.openStore('learn');
  told.debug('bayes', `database ${store.name}, ${plan.jobs} process(es)`);
  const stop = watchForStop();
  const here = studyHere(request, site, reporter?.note);
  // Reports want the message itself, which the other processes keep to themselves.
  const shared =
    plan.jobs > 1 && reporter === undefined ? studyShared(request, plan.jobs - 1, here) : undefined;
  const totalBytes = wantsBar(request) ? bytesToGo(filesOf(targets)) : undefined;
  const bar =
    totalBytes === undefined ? undefined : await progressBar(totalBytes, process.stderr, '{learned} learned');
  const dots = request.flags.has('showdots');
  try {
    const totals = await runLearn({
      inputs: inputsOf(targets, request, site, told),
      study: shared?.study ?? here,
      atOnce: shared === undefined ? 1 : AT_ONCE,
      store: reporter?.reporting(store) ?? store,
      batch: BATCH,
      maxSizeBytes: plan.maxSizeBytes,
      stopAfter: plan.stopAfter,
      chosen: () => plan.probability >= 1 || Math.random() < plan.probability,
      interrupted: () => stop.asked !== undefined,
      clock: () => performance.now(),
      told: {
        trouble: (name, why) => {
          bar?.clear();
          told.complain(`${name}: ${why}`);
        },
        remark: (name, text) => {
          bar?.clear();
          told.complain(`${name}: ${text}`);
        },
        message: what => {
          if (dots) process.stderr.write(what === 'examined' ? '.' : '_');
        },
        progress: (sums, bytesSeen) =>
          bar?.update({ messages: sums.examined, ms: sums.ms, bytesSeen, counts: { learned: sums.learned } }),
      },
    });
    await shared?.close();
    bar?.stop();
    if (dots) process.stderr.write('\n');
    await tell(totals, request, store, site, told);
    reporter?.tell(told);
    if (!request.flags.has('no-sync') && stop.asked === undefined) await expireIfDue(store, site);
    if (stop.asked !== undefined) {
      told.complain(`interrupted by ${stop.asked}; what was learnt so far stays, run it again for the rest`);
      return EX_TEMPFAIL;
    }
    return statusOf(totals, targets, request);
  } finally {
    await shared?.close();
    await store.close();
    await site.reputation.close();
  }
}

interface Plan {
  readonly jobs: number;
  readonly maxSizeBytes: number;
  readonly stopAfter: number;
  readonly probability: number;
}

/** Throws UsageError. */
function planOf(request: LearnRequest, targets: readonly ClassifiedPath[]): Plan {
  const text = request.values.get('learnprob')?.at(-1) ?? '1';
  const probability = Number(text);
  if (text.trim() === '' || !(probability >= 0 && probability <= 1))
    throw new UsageError(`--learnprob ${text}: not a number from 0 to 1`);
  const jobs = numberOf(request, 'jobs') ?? (isMany(targets) ? availableParallelism() : 1);
  if (jobs < 1 || jobs > 999) throw new UsageError(`--jobs ${jobs}: not a number from 1 to 999`);
  return {
    jobs,
    probability,
    maxSizeBytes: numberOf(request, 'max-size') ?? DEFAULT_MAX_BYTES,
    stopAfter: Math.max(1, numberOf(request, 'stopafter') ?? Infinity),
  };
}

function* filesOf(targets: readonly ClassifiedPath[]): Generator<FoundFile> {
  for (const { path } of targets) if (path !== '-') yield* walk(path, FOR_LEARNING);
}

function isMany(targets: readonly ClassifiedPath[]): boolean {
  let [files, bytes] = [0, 0];
  for (const found of filesOf(targets)) {
    if (found.kind !== 'file') continue;
    files += 1;
    bytes += found.sizeBytes;
    if (files >= MANY_FILES || bytes >= MANY_BYTES) return true;
  }
  return false;
}

async function* inputsOf(
  targets: readonly ClassifiedPath[],
  request: LearnRequest,
  { settings }: LearnSite,
  { debug }: Told,
): AsyncGenerator<LearnInput> {
  const spool = {
    thresholdBytes: settings.spool.thresholdBytes,
    directory: settings.spool.directory ?? tmpdir(),
  };
  let bytesBefore = 0;
  for (const { path, as } of targets) {
    let bytesSeen = 0;
    const stdinHolds = request.flags.has('mbox') ? 'mbox' : 'message';
    const inputs = messageInputs({
      paths: [path],
      stdin: process.stdin,
      stdinHolds,
      spool,
      walk: FOR_LEARNING,
    });
    for await (const input of inputs) {
      if (input.kind === 'message') {
        bytesSeen = input.bytesSeen;
        debug('learn', `${input.name}: ${input.source.sizeBytes} bytes, ${as}`);
      }
      yield input.kind === 'message'
        ? { ...input, bytesSeen: bytesBefore + bytesSeen, as }
        : { ...input, as };
    }
    bytesBefore += bytesSeen;
  }
}

function wantsBar({ flags }: LearnRequest): boolean {
  return process.stderr.isTTY && !flags.has('quiet') && !flags.has('showdots');
}

async function tell(
  { learned, examined, tooLarge }: LearnTotals,
  request: LearnRequest,
  store: BayesStore,
  site: LearnSite,
  { say, complain }: Told,
): Promise<void> {
  const phrase = request.flags.has('forget') ? 'Forgot' : 'Learned';
  say(`${phrase} tokens from ${learned} message(s) (${examined} message(s) examined)`);
  say(stateOfLearning(store.name, await store.totals(), site.bayes()));
  if (tooLarge > 0) complain(`${tooLarge} message(s) passed over: larger than --max-size`);
}

async function expireIfDue(store: BayesStore, site: LearnSite): Promise<void> {
  const { expiry } = site.bayes();
  const nowS = Math.floor(Date.now() / 1000);
  if (expiry.isAutomatic && isExpiryDue(await store.state(), nowS, expiry)) await expire(store, nowS, expiry);
}

function statusOf(totals: LearnTotals, targets: readonly ClassifiedPath[], request: LearnRequest): number {
  const isInput = targets.length === 1 && targets[0]?.path === '-';
  if (isInput && totals.troubles > 0) return EX_TEMPFAIL;
  if (isInput && totals.useless > 0 && request.flags.has('from-attachment')) return EX_DATAERR;
  return totals.troubles > 0 || totals.examined === 0 ? 1 : EX_OK;
}
