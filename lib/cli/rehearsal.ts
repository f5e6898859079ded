/**
 * One run of `filter` with a message of its own, while an image is made: what reads arguments and writes the answer is then in it,
 * compiled. Nothing of the process is touched save its signals, and nothing is sent.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Settings } from '../config/load.ts';
import { openLog } from '../log/log.ts';
import { filterCommand } from './filter.ts';
import { EX_OK } from '../sysexits.ts';
import { main, programFor } from './main.ts';
import { standardInput } from './standard-input.ts';

const ARGUMENTS =
  'filter --dry-run --local --queue-id 4XyZ --client-address 192.0.2.7 --client-helo mx.example.net ' +
  '-f rene@example.net';

/** `file` has the message. Throws when it does not come through. */
export async function rehearse(settings: Settings, file: string): Promise<void> {
  let answered = '';
  const descriptor = openSync(file, 'r');
  const world = {
    stdin: () => standardInput(descriptor),
    answer: (line: string) => void (answered += line),
    loadSettings: () => Promise.resolve(settings),
    openLog: () => openLog({ destination: 'none', format: 'text' }),
  };
  const load = () => Promise.resolve(filterCommand(world));
  const program = await programFor('filter', { filter: { summary: '', load } });
  const size = String(fstatSync(descriptor).size);
  const status = await main([...ARGUMENTS.split(' '), '--size', size, '--', 'anna@example.org'], program);
  process.exitCode = undefined;
  closeSync(descriptor);
  if (status !== EX_OK) throw new Error(`rehearsal: ${answered}`);
}
