/**
 * ClamAV: what asking a scanner costs by itself. The daemon has two signatures only (support/clamd.ts), so this is not
 * the cost of a real database.
 */
import { dirname, join } from 'node:path';
import { startClamd } from '../../support/clamd.ts';
import { commandContender, findProgram, type Starter } from './peer.ts';

export const clamav: Starter = {
  rows: ['clamdscan, clamd with 2 signatures'],
  batches: [],
  async start(ground) {
    const client = findProgram('clamdscan');
    if (client === undefined) return null;
    const starting = startClamd();
    ground.stack.defer(async () => (await starting.catch(() => null))?.stop());
    const clamd = await starting;
    if (clamd === null) return null;
    const config = join(dirname(clamd.socketPath), 'clamd.conf');
    const argv = [client, `--config-file=${config}`, '--stream', '--no-summary', '-'];
    return {
      rows: [commandContender(ground, this.rows[0]!, { argv }, clamd.pid)],
      batches: [],
      version: clamd.version,
    };
  },
};
