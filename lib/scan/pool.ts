/**
 * Looks at messages in processes of their own, as many as are wanted, which read frames with the bytes of a message and answer with
 * frames of its inspection (`mailsift scan --worker`). A process that ends takes the message it had with it: that one is
 * trouble, and the next has a new process.
 */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ByteSource } from '../io/source.ts';
import { readFrames, writeFrame } from './frames.ts';
import type { Inspection } from './inspection.ts';

export type WorkerProcess = ChildProcessByStdio<Writable, Readable, null>;

/** What a worker answers: the inspection, or why there is none. */
export type Answer = { readonly inspection: Inspection } | { readonly why: string };

interface Worker {
  readonly process: WorkerProcess;
  readonly answers: AsyncGenerator;
}

export class ScanPool {
  readonly #start: () => WorkerProcess;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #count = 0;

  constructor(start: () => WorkerProcess, size: number) {
    this.#start = start;
    this.#size = size;
  }

  /** Reads the source at once; rejects when the message could not be looked at. */
  async inspect(source: ByteSource): Promise<Inspection> {
    const bytes = source.read(0, source.sizeBytes);
    const worker = await this.#take();
    writeFrame(worker.process.stdin, bytes);
    const next = await worker.answers.next();
    if (next.done === true) {
      this.#count -= 1;
      this.#next();
      throw new Error('the process that looked at it ended early');
    }
    this.#release(worker);
    const answer = next.value as Answer;
    if ('why' in answer) throw new Error(answer.why);
    return answer.inspection;
  }

  /** All work is done: the processes end with their input. */
  close(): void {
    for (const { process } of this.#idle) process.stdin.end();
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
