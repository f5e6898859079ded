/**
 * The loop of `mailsift learn`: messages are studied side by side, and what they teach goes into the store in batches, each
 * wholly or not at all. Trouble with one message does not keep the others from it; trouble with the store ends the
 * run (it rejects), and what was put into it before stays. What is to be learnt may be interrupted at any time: the batch that
 * is under way is finished.
 */
import { setImmediate } from 'node:timers/promises';
import type { MonotonicClock } from '../deadline.ts';
import { describeError } from '../errors.ts';
import type { MessageInput } from '../inputs/messages.ts';
import type { BayesStore, Lesson } from '../store/bayes/bayes-store.ts';
import { inOrder } from '../workers/in-order.ts';
import type { Question, Studied } from './study.ts';

export type LearnInput = MessageInput & { readonly as: Lesson['as'] };

export interface LearnRun {
  readonly inputs: AsyncIterable<LearnInput>;
  readonly study: (question: Question) => Promise<Studied>;
  /** How many are studied side by side. */
  readonly atOnce: number;
  readonly store: Pick<BayesStore, 'learn'>;
  /** Messages in one transaction; fewer where these have very many tokens. */
  readonly batch: number;
  /** Larger messages are passed over; 0: none is. */
  readonly maxSizeBytes: number;
  /** So many are learnt at most. */
  readonly stopAfter: number;
  /** Whether this one is among those to be learnt. */
  readonly chosen: () => boolean;
  /** Ends the run. */
  readonly interrupted: () => boolean;
  readonly clock: MonotonicClock;
  readonly told: LearnTold;
}

/** What the run tells as it goes on. */
export interface LearnTold {
  readonly trouble: (name: string, why: string) => void;
  readonly remark: (name: string, text: string) => void;
  /** A message is done, or passed over by chance. */
  readonly message: (what: 'examined' | 'passed over') => void;
  readonly progress: (totals: LearnTotals, bytesSeen: number) => void;
}

export interface LearnTotals {
  /** Learnt or forgotten. */
  readonly learned: number;
  readonly examined: number;
  /** Larger than maxSizeBytes. */
  readonly tooLarge: number;
  readonly troubles: number;
  /** That taught nothing, and why was told. */
  readonly useless: number;
  readonly ms: number;
}

/** Held for one transaction, so that memory is bounded. */
const MAX_TOKENS = 500_000;
/** More than this cannot be held in one piece. */
const HARD_LIMIT_BYTES = 2 ** 26;

export async function runLearn(run: LearnRun): Promise<LearnTotals> {
  const began = run.clock();
  const counts = { learned: 0, examined: 0, tooLarge: 0, troubles: 0, useless: 0 };
  let held: Lesson[] = [];
  let heldTokens = 0;
  const commit = async (): Promise<void> => {
    const results = await run.store.learn(held);
    counts.learned += results.filter(result => result !== 'known').length;
    held = [];
    heldTokens = 0;
  };

  for await (const { name, bytesSeen, studied, tooLarge, why } of inOrder(run.inputs, run.atOnce, one =>
    look(one, run),
  )) {
    if (tooLarge) counts.tooLarge += 1;
    else if (studied === undefined && why === undefined) run.told.message('passed over');
    else if (studied === undefined) {
      counts.troubles += 1;
      run.told.trouble(name, why ?? '');
    } else {
      counts.examined += Math.max(1, studied.lessons.length);
      if (studied.lessons.length === 0) counts.useless += 1;
      for (const text of studied.remarks) run.told.remark(name, text);
      held.push(...studied.lessons);
      for (const { tokens } of studied.lessons) heldTokens += tokens.length;
      run.told.message('examined');
    }
    const isFull = held.length >= Math.min(run.batch, run.stopAfter - counts.learned);
    if (isFull || heldTokens >= MAX_TOKENS) await commit();
    if (bytesSeen !== undefined) run.told.progress({ ...counts, ms: run.clock() - began }, bytesSeen);
    // Signals are heard, and dots written, only where nothing else is to be done.
    await setImmediate();
    if (run.interrupted() || counts.learned >= run.stopAfter) break;
  }
  if (held.length > 0) await commit();
  return { ...counts, ms: run.clock() - began };
}

/** Without the message: there may be many. */
interface Look {
  readonly name: string;
  readonly bytesSeen?: number;
  readonly studied?: Studied;
  readonly tooLarge?: true;
  readonly why?: string;
}

/** Never rejects, and has read the source when it returns. */
async function look(input: LearnInput, run: LearnRun): Promise<Look> {
  const { name } = input;
  if (input.kind === 'trouble') return { name, why: input.why };
  const { bytesSeen } = input;
  if (!run.chosen()) return { name, bytesSeen };
  const { sizeBytes } = input.source;
  const limit = run.maxSizeBytes === 0 ? HARD_LIMIT_BYTES : Math.min(run.maxSizeBytes, HARD_LIMIT_BYTES);
  if (sizeBytes > limit) return { name, bytesSeen, tooLarge: true };
  try {
    const bytes = input.source.read(0, sizeBytes);
    const line = input.fromLine === undefined ? {} : { mboxLine: input.fromLine };
    return { name, bytesSeen, studied: await run.study({ bytes, as: input.as, ...line }) };
  } catch (thrown) {
    return { name, bytesSeen, why: describeError(thrown) };
  }
}
