/** `mailsift scan --worker`: one of the processes of lib/scan/pool.ts. Frames in on standard input, answers on standard output. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describeError } from '../errors.ts';
import { ROOT } from '../image/place.ts';
import { memorySource } from '../io/memory-source.ts';
import { readFrames, writeFrame } from '../scan/frames.ts';
import type { Inspector, InspectorOptions } from '../scan/inspector.ts';
import type { Answer, WorkerProcess } from '../scan/pool.ts';

export async function work({ inspect }: Inspector): Promise<void> {
  for await (const bytes of readFrames(process.stdin)) {
    let answer: Answer;
    try {
      const { message, parseMs, reports } = await inspect(memorySource(Buffer.from(bytes as Uint8Array)));
      answer = { inspection: { message: { defects: message.defects }, parseMs, reports } };
    } catch (thrown) {
      answer = { why: describeError(thrown) };
    }
    writeFrame(process.stdout, answer);
  }
}

/** Starts one with the same configuration and rules. */
export function startWorker({ config, rules, virus, local }: InspectorOptions): WorkerProcess {
  const options = [
    ...(config === undefined ? [] : ['--config', config]),
    ...rules.flatMap(path => ['--rules', path]),
    ...(virus ? [] : ['--no-virus']),
    ...(local ? ['--local'] : []),
  ];
  return spawn(join(ROOT, 'bin/mailsift'), ['scan', '--worker', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
