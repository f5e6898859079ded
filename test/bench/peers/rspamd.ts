/**
 * Rspamd with its own rules: client against a daemon whose regexes are compiled. Modules that ask the network, a
 * database or learned data are switched off.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/clamd.ts';
import { startDaemon } from '../daemon.ts';
import { commandContender, findProgram, WORKERS, type Starter } from './peer.ts';

const NETWORK_MODULES =
  'arc asn bimi dcc dkim dkim_signing dmarc fuzzy_check greylist history_redis mx_check neural phishing ratelimit rbl ' +
  'replies reputation rspamd_update spf surbl url_redirector whitelist';

/** Rspamd compiles its regexes some seconds after it has started, and works without meanwhile. */
const COMPILE_LIMIT_MS = 60_000;

export const rspamd: Starter = {
  rows: ['rspamc, warm rspamd (own rules)'],
  batches: ['rspamc -n 8 (own rules)'],
  async start(ground) {
    const [program, client] = [findProgram('rspamd'), findProgram('rspamc')];
    if (program === undefined || client === undefined) return null;
    const folder = join(ground.folder, 'rspamd');
    mkdirSync(join(folder, 'local.d'), { recursive: true });
    const [config, port] = [join(folder, 'rspamd.conf'), await freePort()];
    writeFileSync(config, configuration(folder, port));
    for (const name of NETWORK_MODULES.split(' ')) {
      writeFileSync(join(folder, 'local.d', `${name}.conf`), 'enabled = false;\n');
    }
    const places = ['DBDIR', 'RUNDIR', 'LOGDIR', 'LOCAL_CONFDIR'].map(name => `--var=${name}=${folder}`);
    const asRoot = process.getuid?.() === 0 ? ['-i'] : [];
    const pid = await startDaemon(ground.stack, [program, '-f', ...asRoot, '-c', config, ...places], port);
    await compiled(join(folder, 'rspamd.log'));
    const connect = [client, '-h', `127.0.0.1:${port}`];
    const command = (files: readonly string[]) => ({ argv: [...connect, '-n', '8', 'symbols', ...files] });
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
    return {
      rows: [commandContender(ground, this.rows[0]!, { argv: connect }, pid)],
      batches: [{ name: this.batches[0]!, daemonPid: pid, command }],
      version: `Rspamd ${/version (\S+)/.exec(version)?.[1] ?? ''} with ${WORKERS} workers`,
    };
  },
};

function configuration(folder: string, port: number): string {
  return `.include "$CONFDIR/common.conf"
options {
  .include "$CONFDIR/options.inc"
  pidfile = "${folder}/pid";
  filters = "chartable,regexp";
  disable_monitoring = true;
  tempdir = "${folder}";
  dns { nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }
}
logging { type = "file"; filename = "${folder}/rspamd.log"; level = "info"; }
worker "normal" { bind_socket = "127.0.0.1:${port}"; count = ${WORKERS}; }
`;
}

/** Each worker and the main process say when they have the compiled regexes. Without Hyperscan none does. */
async function compiled(log: string): Promise<void> {
  const end = performance.now() + COMPILE_LIMIT_MS;
  while (performance.now() < end) {
    const loaded = readFileSync(log, 'latin1').match(
      /\(normal\).*hyperscan database of \d+ regexps has been loaded/g,
    );
    if ((loaded ?? []).length >= WORKERS) return;
    await sleep(100);
  }
}
