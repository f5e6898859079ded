/**
 * Has questions answered in processes of their own, as many as are wanted, which read frames with a question each and answer
 * with frames (serve.ts). A process that ends takes the question it had with it: that one has no answer, and the next has a
 * new process.
 */
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { readFrames, writeFrame } from './frames.ts';
import type { Answer } from './serve.ts';

export type WorkerProcess = ChildProcessByStdio<Writable, Readable, null>;

interface Worker {
  readonly process: WorkerProcess;
  readonly answers: AsyncGenerator;
}

export class ProcessPool<Question, Value> {
  readonly #start: () => WorkerProcess;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #count = 0;

  constructor(start: () => WorkerProcess, size: number) {
    this.#start = start;
    this.#size = size;
  }

  /** Rejects when there is no answer. */
  async ask(question: Question): Promise<Value> {
    const worker = await this.#take();
    writeFrame(worker.process.stdin, question);
    const next = await worker.answers.next();
    if (next.done === true) {
      this.#count -= 1;
      this.#next();
      throw new Error('the process that looked at it ended early');
    }
    this.#release(worker);
    const answer = next.value as Answer<Value>;
    if ('why' in answer) throw new Error(answer.why);
    return answer.value;
  }

  /** All work is done: the processes end with their input. Resolves when they have. */
  async close(): Promise<void> {
    const ends = this.#idle.splice(0).map(async ({ process }) => {
      const end = process.exitCode === null ? once(process, 'close') : undefined;
      process.stdin.end();
      await end;
    });
    await Promise.allSettled(ends);
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count < this.#size) return this.#open();
    return await new Promise(resolve => this.#waiting.push(resolve));
  }

  #open(): Worker {
    this.#count += 1;
    const process = this.#start();
    // Its end is seen where its answers end.
    process.on('error', () => undefined);
    process.stdin.on('error', () => undefined);
    return { process, answers: readFrames(process.stdout) };
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next(this.#open());
  }
}
