/**
 * Messages a second through a real Postfix (support/postfix.ts), with two processes of the pipe transport: mailsift; a script
 * that calls spamc and then sendmail, as documentation of SpamAssassin has long shown it; and a script that only calls sendmail.
 *
 * The messages wait in the queue, the transport deferred. Then it is let go, and what leaves is discarded. The rate is that
 * from the first message which has left to the last, so that reading the queue does not count.
 */
import { chmodSync, closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MACROS, startSite, type Site } from '../support/filter-site.ts';
import type { FilterTransport } from '../support/postfix.ts';
import { KINDS, makeMessage } from './messages.ts';
import { setUp } from './peers/mailsift.ts';
import { RECIPIENT, SENDER, STOCK_RULES, WORKERS } from './peers/peer.ts';
import { startSpamd } from './peers/spamassassin.ts';
import type { Rate } from './report.ts';
import { median } from './statistics.ts';

export const POSTFIX_MESSAGES = 200;
const MESSAGE_BYTES = 3000;
const LIMIT_MS = 300_000;
const SENDING_AT_A_TIME = 4;

/** No wait of a second when mail comes in quicker than it leaves; what comes back is thrown away. */
const SETTINGS = ['in_flow_delay=0', 'default_transport=discard:', 'relay_transport=discard:'];

interface Transport {
  readonly name: string;
  /** null: not installed. */
  readonly transport: FilterTransport | null;
}

export interface PostfixOptions {
  readonly rounds: number;
  readonly stack: AsyncDisposableStack;
  readonly tell: (text: string) => void;
}

/** null without Postfix, or when not root. */
export async function runPostfix({ rounds, stack, tell }: PostfixOptions): Promise<Rate[] | null> {
  const starting = startSite();
  stack.defer(async () => (await starting.catch(() => null))?.stop());
  const site = await starting;
  if (site === null) return null;
  const transports = await allTransports(site, stack);
  const rates = new Map(transports.map(({ name }) => [name, [] as number[]]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, transport } of transports) {
      if (transport === null) continue;
      tell(`Postfix, round ${round} of ${rounds}: ${name}`);
      rates.get(name)?.push(await messagesPerSecond(site, transport));
    }
  }
  return transports.map(({ name, transport }) =>
    transport === null
      ? { name, messagesPerSecond: null, missing: 'not installed' }
      : { name, messagesPerSecond: median(rates.get(name) ?? []) },
  );
}

async function allTransports(site: Site, stack: AsyncDisposableStack): Promise<Transport[]> {
  const folder = join(site.folder, 'bench');
  mkdirSync(folder);
  const filter = setUp({
    folder,
    name: 'filter',
    rules: STOCK_RULES,
    sendmail: '/usr/sbin/sendmail',
    launcher: site.launcher,
  });
  const spamd = await startSpamd({ folder, stack });
  const back = '/usr/sbin/sendmail -G -i -f "$sender" -- "$@"';
  const script = (name: string, text: string): FilterTransport => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nsender=$1\nshift\n${text}\n`);
    chmodSync(path, 0o755);
    return { argv: `${path} \${sender} \${recipient}` };
  };
  // pipe(8) gives its commands only what export_environment names.
  const settings = Object.entries(filter.image).map(
    ([name, value]) => `export_environment=TZ MAIL_CONFIG LANG ${name}=${value}`,
  );
  return [
    { name: 'sendmail only', transport: script('sendmail-only', `exec ${back}`) },
    {
      name: 'mailsift filter',
      transport: { argv: `${site.launcher} filter --config ${filter.config} ${MACROS}`, settings },
    },
    {
      name: 'spamc and sendmail, warm spamd -L',
      transport: spamd === null ? null : script('spamc-sendmail', `${spamd.clientArgv.join(' ')} | ${back}`),
    },
  ];
}

async function messagesPerSecond(site: Site, transport: FilterTransport): Promise<number> {
  const settings = [...SETTINGS, ...(transport.settings ?? [])];
  const filterWith = (more: string) =>
    site.filterWith({ ...transport, maxProcesses: WORKERS, settings: [...settings, more] });
  await filterWith('defer_transports=spamcheck');
  await fillQueue(site);
  const departures = watchDepartures(join(site.folder, 'log'));
  try {
    await filterWith('defer_transports=');
    await site.flush();
    await site.until(() => departures.times.length >= POSTFIX_MESSAGES, 'all messages', LIMIT_MS);
  } finally {
    await departures.stop();
  }
  const [first = 0, last = 0] = [departures.times[0], departures.times[POSTFIX_MESSAGES - 1]];
  const alreadyThen = departures.times.filter(time => time === first).length;
  return ((POSTFIX_MESSAGES - alreadyThen) * 1000) / (last - first);
}

async function fillQueue(site: Site): Promise<void> {
  const waiting = Array.from({ length: POSTFIX_MESSAGES }, (_, index) => index);
  const send = async () => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      await site.send(SENDER, [RECIPIENT], makeMessage(KINDS[index % KINDS.length]!, MESSAGE_BYTES, index));
    }
  };
  await Promise.all(Array.from({ length: SENDING_AT_A_TIME }, send));
  const deferred = async () => (await site.queue()).filter(({ queue }) => queue === 'deferred').length;
  await site.until(async () => (await deferred()) === POSTFIX_MESSAGES, 'messages in the queue', LIMIT_MS);
}

interface Departures {
  /** When each message was seen to have left (performance.now). */
  readonly times: readonly number[];
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 10;

/** Reads what is added to the log from now on. */
function watchDepartures(log: string): Departures {
  const descriptor = openSync(log, 'r');
  const buffer = Buffer.alloc(1 << 20);
  const times: number[] = [];
  let rest = '';
  const added = () => {
    const length = readSync(descriptor, buffer, 0, buffer.length, null);
    const lines = `${rest}${buffer.toString('latin1', 0, length)}`.split('\n');
    rest = lines.pop() ?? '';
    return { length, lines };
  };
  while (added().length > 0);
  let watching = true;
  const watch = async () => {
    while (watching) {
      const now = performance.now();
      const left = added().lines.filter(line => /\/discard\[\d+\]: .* status=sent/.test(line));
      times.push(...left.map(() => now));
      await sleep(LOOK_EVERY_MS);
    }
  };
  const ended = watch();
  return {
    times,
    async stop() {
      watching = false;
      await ended;
      closeSync(descriptor);
    },
  };
}
