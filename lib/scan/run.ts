/**
 * The loop of `mailsift scan`: each message is checked and reported, trouble with one does not keep the others
 * from it. Gives the totals, from which the exit status follows: 2 after any trouble, else 1 if there was spam or
 * a virus, else 0.
 */
import type { MonotonicClock } from '../deadline.ts';
import { describeError } from '../errors.ts';
import type { Inspect } from './inspection.ts';
import { inOrder } from '../workers/in-order.ts';
import { jsonReport } from './json.ts';
import type { MessageInput } from '../inputs/messages.ts';
import { scanResult, type ScanResult } from './result.ts';
import { textReport } from './text.ts';

export interface ScanRun {
  readonly inputs: AsyncIterable<MessageInput>;
  /** With atOnce above 1 it has read the source when it returns. */
  readonly inspect: Inspect;
  /** How many messages are looked at side by side. */
  readonly atOnce: number;
  readonly required: number;
  readonly format: 'text' | 'json';
  readonly explain: boolean;
  readonly timing: boolean;
  /** Show the rules of messages that have nothing wrong, too. */
  readonly detailed: boolean;
  readonly clock: MonotonicClock;
  /** Standard output, a line without its end. Resolves to false when nobody reads on. */
  readonly print: (line: string) => Promise<boolean>;
  /** What could not be done, for standard error. */
  readonly complain: (name: string, why: string) => void;
  /** What is no failure but worth knowing; each once. */
  readonly remark: (name: string, text: string) => void;
  readonly progress: (totals: ScanTotals, bytesSeen: number) => void;
}

export interface ScanTotals {
  readonly messages: number;
  readonly spam: number;
  readonly infected: number;
  readonly troubles: number;
  readonly ms: number;
}

export async function runScan(run: ScanRun): Promise<ScanTotals> {
  const began = run.clock();
  const counts = { messages: 0, spam: 0, infected: 0, troubles: 0 };
  const totals = (): ScanTotals => ({ ...counts, ms: run.clock() - began });
  const complain = (name: string, why: string) => {
    counts.troubles += 1;
    run.complain(name, why);
  };

  const remarks = new Set<string>();
  for await (const { input, result, why } of inOrder(run.inputs, run.atOnce, one => look(one, run))) {
    if (result === undefined) {
      complain(input.name, why);
      continue;
    }
    counts.messages += 1;
    if (result.spam) counts.spam += 1;
    if (result.viruses.length > 0) counts.infected += 1;
    for (const text of result.trouble) complain(input.name, text);
    for (const text of result.remarks.filter(one => !remarks.has(one))) {
      remarks.add(text);
      run.remark(input.name, text);
    }
    const report = run.format === 'json' ? jsonReport(result, run.explain) : textReport(result, run);
    if (input.kind === 'message') run.progress(totals(), input.bytesSeen);
    if (!(await run.print(report))) break;
  }
  return totals();
}

interface Look {
  readonly input: MessageInput;
  readonly result?: ScanResult;
  /** Why there is no result. */
  readonly why: string;
}

/** Never rejects. */
async function look(input: MessageInput, run: ScanRun): Promise<Look> {
  if (input.kind === 'trouble') return { input, why: input.why };
  const start = run.clock();
  try {
    const inspection = await run.inspect(input.source);
    return { input, result: scanResult(input.name, inspection, run.required, run.clock() - start), why: '' };
  } catch (thrown) {
    return { input, why: describeError(thrown) };
  }
}

export function exitStatusOf({ troubles, spam, infected }: ScanTotals): 0 | 1 | 2 {
  if (troubles > 0) return 2;
  return spam + infected > 0 ? 1 : 0;
}

/** `1,240 messages: 17 spam, 1 infected, 2 with trouble; 31.2 s, 40/s` */
export function summaryLine({ messages, spam, infected, troubles, ms }: ScanTotals): string {
  const rate = ms > 0 ? `, ${Math.round((messages * 1000) / ms)}/s` : '';
  const trouble = troubles > 0 ? `, ${troubles} troubles` : '';
  const noun = messages === 1 ? 'message' : 'messages';
  return `${messages} ${noun}: ${spam} spam, ${infected} infected${trouble}; ${(ms / 1000).toFixed(1)} s${rate}`;
}
