/**
 * A real Postfix of its own for tests: private configuration, queue, data and log in a temporary folder, on a loopback
 * port of its own. What comes in by SMTP goes through the pipe transport under test; what leaves (and every bounce) ends
 * in a folder, one file a delivery, byte for byte. Needs root, since Postfix does.
 *
 * The filter reinjects with the system's sendmail, which finds this instance through MAIL_CONFIG (pipe(8) exports it);
 * postdrop believes that only for folders named in alternate_config_directories of /etc/postfix/main.cf, so this one is
 * added there for as long as it runs.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './clamd.ts';
import { smtpSend } from './smtp.ts';

const run = promisify(execFile);
const CAPTURE = join(import.meta.dirname, '../../fixtures/programs/capture');

export interface Delivery {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly message: Buffer;
}

export interface Queued {
  readonly id: string;
  readonly queue: string;
  readonly reasons: readonly string[];
}

export interface Postfix {
  readonly folder: string;
  /** By SMTP. */
  send(sender: string, recipients: readonly string[], message: Buffer): Promise<void>;
  /** Sets the command of the pipe transport and what else is said about it; takes effect at once. */
  filterWith(options: FilterTransport): Promise<void>;
  /** Deliveries so far, oldest first. */
  deliveries(): Delivery[];
  forget(): void;
  queue(): Promise<Queued[]>;
  /** Tries everything that is deferred again. */
  flush(): Promise<void>;
  log(): string;
  /** Waits until `condition` holds; throws with the end of the log when it does not in time. */
  until(condition: () => boolean | Promise<boolean>, what: string, limitMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface FilterTransport {
  readonly argv: string;
  /** Default `q`. */
  readonly flags?: string;
  /** Default: empty, as recommended. undefined in the map means Postfix's own default. */
  readonly nullSender?: string | undefined;
  readonly maxProcesses?: number;
  /** Further main.cf settings, `name=value`. */
  readonly settings?: readonly string[];
}

/** The user that the filter runs as. */
export const FILTER_USER = 'nobody';

/** null when Postfix is not installed or we are not root. */
export async function startPostfix(): Promise<Postfix | null> {
  if (!existsSync('/usr/sbin/postfix') || process.getuid?.() !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-postfix-'));
  chmodSync(folder, 0o755);
  const [config, captured] = [join(folder, 'etc'), join(folder, 'captured')];
  for (const name of ['etc', 'spool', 'data', 'captured', 'state']) mkdirSync(join(folder, name));
  const [postfixUser, filterUser] = [idOf('postfix'), idOf(FILTER_USER)];
  chownSync(join(folder, 'data'), postfixUser, -1);
  chownSync(captured, filterUser, -1);
  chownSync(join(folder, 'state'), filterUser, -1);
  const port = await freePort();
  writeFileSync(join(config, 'main.cf'), mainCf(folder));
  const master = (filter: FilterTransport) =>
    writeFileSync(join(config, 'master.cf'), masterCf(port, filter, captured));
  master({ argv: '/bin/false' });

  const restore = allowConfiguration(config);
  const postfix = (...args: string[]) => run('/usr/sbin/postfix', ['-c', config, ...args]);
  await postfix('start').catch((error: unknown) => {
    restore();
    throw error;
  });

  const self: Postfix = {
    folder,
    send: (sender, recipients, message) => smtpSend(port, sender, recipients, message),
    async filterWith(filter) {
      master(filter);
      for (const setting of filter.settings ?? [])
        await run('/usr/sbin/postconf', ['-c', config, '-e', setting]);
      await postfix('reload');
      await sleep(300);
    },
    deliveries: () => readDeliveries(captured),
    forget: () => {
      for (const name of readdirSync(captured)) rmSync(join(captured, name));
    },
    async queue() {
      const { stdout } = await run('/usr/sbin/postqueue', ['-c', config, '-j']);
      return stdout.split('\n').flatMap(line => (line === '' ? [] : [queued(line)]));
    },
    async flush() {
      await run('/usr/sbin/postqueue', ['-c', config, '-f']);
    },
    log: () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''),
    async until(condition, what, limitMs = 20_000) {
      const end = performance.now() + limitMs;
      while (!(await condition())) {
        if (performance.now() > end) {
          throw new Error(`${what}: not within ${limitMs} ms\n${self.log().slice(-4000)}`);
        }
        await sleep(50);
      }
    },
    async stop() {
      await postfix('stop').catch(() => undefined);
      restore();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await self.until(() => self.log().includes('daemon started'), 'Postfix starts');
  return self;
}

function idOf(user: string): number {
  return Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));
}

/** Gives back the function that undoes it. */
function allowConfiguration(config: string): () => void {
  const name = 'alternate_config_directories';
  const before = execFileSync('/usr/sbin/postconf', ['-h', name], { encoding: 'utf8' }).trim();
  execFileSync('/usr/sbin/postconf', ['-e', `${name}=${before} ${config}`.trim()]);
  return () => {
    if (before === '') execFileSync('/usr/sbin/postconf', ['-X', name]);
    else execFileSync('/usr/sbin/postconf', ['-e', `${name}=${before}`]);
  };
}

function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${tmpdir()}, /var
myhostname = mx.test.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = capture:
relay_transport = capture:
local_transport = capture:
alias_maps =
message_size_limit = 60000000
recipient_delimiter = +
allow_min_user = yes
append_dot_mydomain = no
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 300s
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtputf8_enable = yes
`;
}

function masterCf(port: number, filter: FilterTransport, captured: string): string {
  const nullSender =
    'nullSender' in filter && filter.nullSender === undefined ? '' : `null_sender=${filter.nullSender ?? ''}`;
  return `127.0.0.1:${port} inet n - n - - smtpd
  -o content_filter=spamcheck:dummy
  -o receive_override_options=no_address_mappings
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
local unix - n n - - local
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
spamcheck unix - n n - ${filter.maxProcesses ?? 4} pipe
  flags=${filter.flags ?? 'q'} user=${FILTER_USER} ${nullSender}
  argv=${filter.argv}
capture unix - n n - 4 pipe
  flags=q user=${FILTER_USER} null_sender=
  argv=${CAPTURE} ${captured} \${sender} \${recipient}
`;
}

function readDeliveries(captured: string): Delivery[] {
  const names = readdirSync(captured).filter(name => name.endsWith('.eml'));
  return names.map(name => {
    const [sender = '', ...recipients] = readFileSync(
      join(captured, name.replace(/eml$/, 'env')),
      'utf8',
    ).split('\n');
    return { sender, recipients: recipients.slice(0, -1), message: readFileSync(join(captured, name)) };
  });
}

interface QueueEntry {
  readonly queue_id: string;
  readonly queue_name: string;
  readonly recipients: readonly { readonly delay_reason?: string }[];
}

function queued(line: string): Queued {
  const { queue_id, queue_name, recipients } = JSON.parse(line) as QueueEntry;
  return {
    id: queue_id,
    queue: queue_name,
    reasons: recipients.flatMap(({ delay_reason }) => delay_reason ?? []),
  };
}
