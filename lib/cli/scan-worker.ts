/** `mailsift scan --worker`: one of the processes of lib/workers/pool.ts. A question is the bytes of a message. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../image/place.ts';
import { memorySource } from '../io/memory-source.ts';
import type { Inspection } from '../scan/inspection.ts';
import type { Inspector, InspectorOptions } from '../scan/inspector.ts';
import type { WorkerProcess } from '../workers/pool.ts';
import { serve } from '../workers/serve.ts';

export async function work({ inspect }: Inspector): Promise<void> {
  const answer = async (bytes: unknown): Promise<Inspection> => {
    const { message, parseMs, reports } = await inspect(memorySource(Buffer.from(bytes as Uint8Array)));
    return { message: { defects: message.defects }, parseMs, reports };
  };
  await serve(answer, { questions: process.stdin, answers: process.stdout });
}

/** Starts one with the same configuration and rules. */
export function startWorker({ config, rules, virus, bayes, local }: InspectorOptions): WorkerProcess {
  const options = [
    ...(config === undefined ? [] : ['--config', config]),
    ...rules.flatMap(path => ['--rules', path]),
    ...(virus ? [] : ['--no-virus']),
    ...(bayes ? [] : ['--no-bayes']),
    ...(local ? ['--local'] : []),
  ];
  return spawn(join(ROOT, 'bin/mailsift'), ['scan', '--worker', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
