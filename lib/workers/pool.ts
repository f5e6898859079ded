/**
 * Has questions answered in processes of their own, as many as are wanted, which read frames with a question each and answer
 * with frames (serve.ts). A process that ends takes the question with it that it was at: that one has no answer. Those that it
 * had not come to are asked again, of a new process.
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
  asked: number;
  answered: number;
}

export interface PoolOptions {
  /** Processes. */
  readonly size: number;
  /** Questions that a process is given before it has answered the first. Default 1. */
  readonly ahead?: number;
}

export class ProcessPool<Question, Value> {
  readonly #start: () => WorkerProcess;
  readonly #size: number;
  readonly #ahead: number;
  /** Each once for every question that it can be given. */
  #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #count = 0;

  constructor(start: () => WorkerProcess, { size, ahead = 1 }: PoolOptions) {
    this.#start = start;
    this.#size = size;
    this.#ahead = ahead;
  }

  /** A question would be taken at once. */
  get hasRoom(): boolean {
    return this.#idle.length > 0 || this.#count < this.#size;
  }

  /** Rejects when there is no answer. */
  async ask(question: Question): Promise<Value> {
    const worker = await this.#take();
    const number = worker.asked;
    worker.asked += 1;
    writeFrame(worker.process.stdin, question);
    const next = await worker.answers.next();
    if (next.done === true) {
      this.#lose(worker, number);
      if (number > worker.answered) return await this.ask(question);
      throw new Error('the process that looked at it ended early');
    }
    worker.answered += 1;
    this.#release(worker);
    const answer = next.value as Answer<Value>;
    if ('why' in answer) throw new Error(answer.why);
    return answer.value;
  }

  /** All work is done: the processes end with their input. Resolves when they have. */
  async close(): Promise<void> {
    const ends = [...new Set(this.#idle.splice(0))].map(async ({ process }) => {
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
    const worker = { process, answers: readFrames(process.stdout), asked: 0, answered: 0 };
    for (let more = 1; more < this.#ahead; more += 1) this.#release(worker);
    return worker;
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }

  /** `number`: of the question that it did not answer; the first one tells that it has ended. */
  #lose(worker: Worker, number: number): void {
    if (number !== worker.answered) return;
    this.#count -= 1;
    this.#idle = this.#idle.filter(one => one !== worker);
    const next = this.#waiting.shift();
    if (next !== undefined) next(this.#open());
  }
}
