/** The other end of pool.ts: a process that answers the questions on its standard input, one after the other, until it ends. */
import type { Readable, Writable } from 'node:stream';
import { describeError } from '../errors.ts';
import { readFrames, writeFrame } from './frames.ts';

/** What was found out, or why nothing was. */
export type Answer<Value> = { readonly value: Value } | { readonly why: string };

export async function serve(
  answer: (question: unknown) => Promise<unknown>,
  { questions, answers }: { readonly questions: Readable; readonly answers: Writable },
): Promise<void> {
  for await (const question of readFrames(questions)) {
    let given: Answer<unknown>;
    try {
      given = { value: await answer(question) };
    } catch (thrown) {
      given = { why: describeError(thrown) };
    }
    writeFrame(answers, given);
  }
}
