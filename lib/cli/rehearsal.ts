/**
 * One run of `filter` with a message of its own, while an image is made: what reads arguments and writes the answer is then in it,
 * compiled. Nothing of the process is touched save its signals, and nothing is sent.
 */
import type { Settings } from '../config/load.ts';
import { openLog } from '../log/log.ts';
import { filterCommand } from './filter.ts';
import { main, programFor } from './main.ts';

const ARGUMENTS =
  'filter --dry-run --local --queue-id 4XyZ --client-address 192.0.2.7 --client-helo mx.example.net --size 100 ' +
  '-f rene@example.net -- anna@example.org';

export async function rehearse(settings: Settings, message: string): Promise<void> {
  const world = {
    stdin: async function* () {
      yield await Promise.resolve(Buffer.from(message));
    },
    answer: () => undefined,
    loadSettings: () => Promise.resolve(settings),
    openLog: () => openLog({ destination: 'none', format: 'text' }),
  };
  const load = () => Promise.resolve(filterCommand(world));
  await main(ARGUMENTS.split(' '), await programFor('filter', { filter: { summary: '', load } }));
  process.exitCode = undefined;
}
