/**
 * The plug pulled, at every point, under a real Postfix: whatever breaks, the message stays in the queue, nothing is
 * delivered, bounced or lost meanwhile, and after the repair each recipient gets it exactly once.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, suite, test } from 'node:test';
import { startSite, type Site } from '../support/filter-site.ts';
import { mail, mailWith } from '../support/mail.ts';
import { orSkip } from '../support/require-program.ts';

const ROOT = join(import.meta.dirname, '../..');
const TWO_COPIES = 'local_domains: [ { acl: [example.com] } ]\n';

/** How one thing breaks: what is done to the site, and what happens while the message is in the filter. */
interface Breakage {
  readonly name: string;
  readonly config?: string;
  readonly message?: () => Buffer;
  /** Recipients; default one. */
  readonly to?: readonly string[];
  /** How many deliveries there may be before the repair; default 0. */
  readonly early?: number;
  /** How many there are in the end; default one a recipient. */
  readonly final?: number;
  readonly breakIt?: (site: Site) => Promise<void> | void;
  readonly whileInFilter?: (site: Site) => Promise<void>;
  readonly repair?: (site: Site) => Promise<void> | void;
}

/** A program of the site, run in place of sendmail. */
function program(site: Site, name: string, script: string): string {
  const path = join(site.folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const sendmailEnding = (status: number): Breakage => ({
  name: `sendmail ends in ${status}`,
  breakIt: site => site.filter(`--sendmail ${program(site, 'sendmail', `cat >/dev/null; exit ${status}`)}`),
});

/** Kills the filter, launcher and runtime, as `kill -9` on its process group would. */
function killFilter(site: Site): void {
  execFileSync('pkill', ['-9', '-f', `^(/bin/sh|[^ ]*node) .*filter --config ${site.folder}`]);
}

const marker = (site: Site) => join(site.folder, 'state', 'marker');

async function reached(site: Site): Promise<void> {
  await site.until(() => existsSync(marker(site)), 'the point where the filter is killed');
}

let fakeClamd: Server | undefined;
const connections = new Set<Socket>();

async function listen(port: number, onConnection: (socket: Socket) => void): Promise<void> {
  fakeClamd = createServer(socket => {
    connections.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>(resolve => fakeClamd!.listen(port, '127.0.0.1', resolve));
}

function stopListening(): void {
  for (const socket of connections) socket.destroy();
  fakeClamd?.close();
}

function breakages(port: number): Breakage[] {
  const scanner = `virus: { clamd: ["tcp:127.0.0.1:${port}"], timeout: 1s }\n`;
  return [
    { name: 'clamd is down', config: scanner },
    {
      name: 'clamd hangs',
      config: scanner,
      breakIt: () => listen(port, () => undefined),
      repair: stopListening,
    },
    {
      name: 'clamd talks nonsense',
      config: scanner,
      breakIt: () => listen(port, socket => socket.end('220 hello\n')),
      repair: stopListening,
    },
    { name: 'sendmail is missing', breakIt: site => site.filter('--sendmail /nonexistent/sendmail') },
    ...[1, 64, 69, 70, 75, 77].map(sendmailEnding),
    {
      name: 'sendmail hangs',
      config: 'sendmail: { timeout: 1s }\n',
      breakIt: site => site.filter(`--sendmail ${program(site, 'sendmail', 'exec sleep 300')}`),
    },
    {
      name: 'the disk of the quarantine is full',
      message: () =>
        mailWith('Full', {
          name: 'setup.exe',
          type: 'application/x-msdownload',
          content: Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251)),
        }),
      config: 'quarantine: { gzip: false }\n',
      final: 0,
      breakIt: site => {
        const folder = join(site.folder, 'state', 'quarantine');
        mkdirSync(folder, { recursive: true });
        execFileSync('mount', [
          '-t',
          'tmpfs',
          '-o',
          `size=64k,mode=0750,uid=${execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim()}`,
          'tmpfs',
          folder,
        ]);
      },
      repair: site => {
        const folder = join(site.folder, 'state', 'quarantine');
        execFileSync('umount', [folder]);
        rmSync(folder, { recursive: true });
      },
    },
    {
      name: 'the state folder is read-only',
      breakIt: site => {
        chownSync(join(site.folder, 'state'), 0, 0);
        chmodSync(join(site.folder, 'state'), 0o555);
        rmSync(join(site.folder, 'state', 'journal'), { recursive: true, force: true });
      },
      repair: site => {
        chownSync(
          join(site.folder, 'state'),
          Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })),
          0,
        );
        chmodSync(join(site.folder, 'state'), 0o755);
      },
    },
    { name: 'the configuration is broken', config: 'destiny: { spam: drop }\n' },
    { name: 'the rules are missing', config: 'spam: { rules: [/nonexistent/rules] }\n' },
    { name: 'an option in master.cf is misspelt', breakIt: site => site.filter('--quue-id x') },
    {
      name: 'the runtime is missing',
      breakIt: async site => {
        for (const name of ['bin', 'lib', 'package.json'])
          cpSync(join(ROOT, name), join(site.folder, 'bare', name), { recursive: true });
        await site.filterWith({ argv: `${site.folder}/bare/bin/mailsift filter \${sender} \${recipient}` });
      },
    },
    {
      name: 'memory runs out',
      breakIt: site =>
        site.filterWith({
          argv: `${program(site, 'starved', `ulimit -v 400000\nexec ${site.launcher} "$@"`)} filter \${sender} \${recipient}`,
        }),
    },
    {
      name: 'killed before reading',
      breakIt: site => site.filterWith({ argv: `${program(site, 'killed', 'kill -9 $$')} \${recipient}` }),
    },
    {
      name: 'killed while scanning',
      config: scanner.replace('1s', '300s'),
      breakIt: site => listen(port, () => writeFileSync(marker(site), '')),
      whileInFilter: async site => {
        await reached(site);
        killFilter(site);
      },
      repair: stopListening,
    },
    {
      name: 'killed between two reinjections',
      config: `${TWO_COPIES}subject_tag: { tag: "[in] " }\nlevels: { tag: null }\n`,
      to: ['inside@example.com', 'outside@example.net'],
      early: 1,
      breakIt: site =>
        site.filter(
          `--sendmail ${program(site, 'sendmail', `if [ -e ${site.folder}/state/first ]; then echo $$ >${marker(site)}; exec sleep 300; fi\ntouch ${site.folder}/state/first\nexec /usr/sbin/sendmail "$@"`)}`,
        ),
      whileInFilter: async site => {
        await reached(site);
        killFilter(site);
        execFileSync('sh', ['-c', `kill -9 $(cat ${marker(site)})`]);
      },
    },
    {
      name: 'killed as soon as sendmail has taken the message',
      early: 1,
      breakIt: site =>
        site.filter(
          `--sendmail ${program(site, 'sendmail', `/usr/sbin/sendmail "$@"\nstatus=$?\ntouch ${marker(site)}\nsleep 1\nexit $status`)}`,
        ),
      whileInFilter: async site => {
        await reached(site);
        killFilter(site);
      },
    },
    {
      name: 'only the runtime is killed, while sendmail is at work',
      early: 1,
      breakIt: site =>
        site.filter(
          `--sendmail ${program(site, 'sendmail', `touch ${marker(site)}\nsleep 1\nexec /usr/sbin/sendmail "$@"`)}`,
        ),
      whileInFilter: async site => {
        await reached(site);
        execFileSync('pkill', ['-9', '-f', `^[^ ]*node .*filter --config ${site.folder}`]);
      },
    },
    {
      name: 'the second of two reinjections fails',
      config: `${TWO_COPIES}subject_tag: { tag: "[in] " }\n`,
      to: ['inside@example.com', 'outside@example.net'],
      early: 1,
      breakIt: site =>
        site.filter(
          `--sendmail ${program(site, 'sendmail', `if [ -e ${site.folder}/state/first ]; then exit 75; fi\ntouch ${site.folder}/state/first\nexec /usr/sbin/sendmail "$@"`)}`,
        ),
    },
  ];
}

suite('whatever breaks, mail waits and arrives once', () => {
  let site: Site | null = null;

  before(async () => {
    site = await startSite();
  });
  beforeEach(() => site?.forget());
  after(async () => {
    stopListening();
    await site?.stop();
  });

  const port = 20_000 + (process.pid % 10_000);
  for (const breakage of breakages(port)) {
    test(breakage.name, async context => {
      const postfix = orSkip(context, site, 'Postfix, as root');
      if (postfix === undefined) return;
      const { to = ['bert@example.com'], early = 0, final = to.length } = breakage;
      for (const name of ['marker', 'first']) rmSync(join(postfix.folder, 'state', name), { force: true });
      postfix.configure(breakage.config ?? '');
      await postfix.filter();
      await breakage.breakIt?.(postfix);

      const sent = breakage.message?.() ?? mail(breakage.name, 'wait for me\n');
      await postfix.send('anna@example.org', to, sent);
      await breakage.whileInFilter?.(postfix);
      const deferred = async () => (await postfix.queue()).some(({ queue }) => queue === 'deferred');
      await postfix.until(deferred, 'the message is deferred', 60_000);
      await postfix.until(() => postfix.deliveries().length >= early, 'what was sent before', 10_000);
      assert.equal(postfix.deliveries().length, early, 'nothing else was delivered, and nobody got a bounce');

      await breakage.repair?.(postfix);
      postfix.configure(breakage.config?.startsWith(TWO_COPIES) === true ? breakage.config : '');
      await postfix.filter();
      await postfix.flush();
      await postfix.until(async () => (await postfix.queue()).length === 0, 'the queue is empty', 60_000);
      const got = postfix.deliveries();
      assert.deepEqual(got.flatMap(({ recipients }) => recipients).sort(), final === 0 ? [] : [...to].sort());
      if (to.length === 1) assert.ok(got.every(({ message }) => message.subarray(-sent.length).equals(sent)));
    });
  }
});
