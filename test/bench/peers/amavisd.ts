/**
 * amavisd-new with SpamAssassin's rules, no virus scanner and no database: a message goes in by SMTP from this process, as from
 * Postfix's client, and out through a program that just reads its input. So there is no client to start, and its processor
 * time is not told.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/clamd.ts';
import { smtpSend } from '../../support/smtp.ts';
import { inputReader } from '../input-reader.ts';
import { startDaemon } from '../daemon.ts';
import type { Usage } from '../runner.ts';
import {
  findProgram,
  RECIPIENT,
  SENDER,
  STOCK_RULES,
  WORKERS,
  type MessageFile,
  type Starter,
} from './peer.ts';

export const amavisd: Starter = {
  rows: ['amavisd, warm, by SMTP'],
  batches: [],
  async start({ folder: ground, stack }) {
    const program = findProgram('amavisd') ?? findProgram('amavisd-new');
    if (program === undefined) return null;
    const [folder, port] = [join(ground, 'amavisd'), await freePort()];
    const user = process.getuid?.() === 0 ? 'nobody' : undefined;
    for (const each of [folder, join(folder, 'tmp'), join(folder, 'var')]) {
      mkdirSync(each, { mode: 0o750 });
      if (user !== undefined) chownSync(each, idOf('-u', user), idOf('-g', user));
    }
    const config = join(ground, 'amavisd.conf');
    writeFileSync(config, configuration({ folder, port, user, reader: inputReader(ground) }));
    const pid = await startDaemon(stack, [program, '-c', config, 'foreground'], port);
    const pass = async ({ bytes }: MessageFile): Promise<Usage> => {
      const start = performance.now();
      await smtpSend(port, SENDER, [RECIPIENT], bytes);
      return { elapsedMs: performance.now() - start, cpuMs: 0, peakKb: null };
    };
    const { stdout: version } = spawnSync(program, ['-V'], { encoding: 'utf8' });
    return {
      rows: [{ name: this.rows[0]!, daemonPid: pid, pass }],
      batches: [],
      version: `${/amavis(?:d-new|d)?-[\d.]+/.exec(version)?.[0] ?? 'amavisd-new'} with ${WORKERS} workers`,
    };
  },
};

const idOf = (flag: '-u' | '-g', user: string) =>
  Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));

interface Places {
  readonly folder: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly reader: string;
}

function configuration({ folder, port, user, reader }: Places): string {
  const identity =
    user === undefined ? '' : `$daemon_user = '${user}'; $daemon_group = '${groupOf(user)}';\n`;
  return `use strict;
${identity}$MYHOME = '${folder}'; $TEMPBASE = '${folder}/tmp'; $ENV{TMPDIR} = $TEMPBASE;
$db_home = '${folder}/var'; $lock_file = '${folder}/var/lock'; $pid_file = '${folder}/var/pid';
$unix_socketname = undef; $inet_socket_bind = '127.0.0.1'; $inet_socket_port = ${port}; @inet_acl = ('127.0.0.1');
$max_servers = ${WORKERS}; $max_requests = 1000000; $child_timeout = 600;
$enable_db = 0; $enable_zmq = 0; $DO_SYSLOG = 0; $LOGFILE = '${folder}/log'; $log_level = 0;
$mydomain = 'example.com'; $myhostname = 'mail.example.com'; @local_domains_maps = (1);
$sa_local_tests_only = 1; $sa_configpath = '${STOCK_RULES}'; $sa_mail_body_size_limit = undef;
$sa_tag_level_deflt = undef; $enable_dkim_verification = 0; $enable_dkim_signing = 0;
@bypass_virus_checks_maps = (1); @bypass_banned_checks_maps = (1);
$final_spam_destiny = D_PASS; $final_bad_header_destiny = D_PASS; $QUARANTINEDIR = undef;
$virus_quarantine_method = $spam_quarantine_method = $bad_header_quarantine_method = undef;
$forward_method = 'pipe:flags=q argv=${reader} -f \${sender} -- \${recipient}'; $notify_method = $forward_method;
1;
`;
}

const groupOf = (user: string) => execFileSync('id', ['-gn', user], { encoding: 'utf8' }).trim();
