/**
 * node test/parity/network.ts [options] PATH...
 *
 * Runs the real SpamAssassin library and mailsift with network tests over the same messages with the same rules and the same
 * name server: a made-up DNS on 127.0.0.1 in which a hash of the name decides what is listed where (network/listed-answers.ts). Tells
 * on how many messages the same rules hit, and which rules differ. Without Bayes, Razor and Pyzor.
 *
 *   PATH...             files, or folders that are walked
 *   --rules PATH        rule files for both (default: /usr/share/spamassassin)
 *   --every N           only every Nth message; those with more than 20 hosts in URIs are left out
 *   --without PLUGINS   plugins that neither loads
 *   --more FILE         more rules for both (network/more-rules.cf has what the stock rules do not use)
 *   --list              print every message that differs, and how
 *   --logs              compare what is told beneath the rules as well
 *   --minimum PERCENT   exit status 1 when fewer messages have identical hits and subrules
 *
 * __RCVD_IN_ZEN is not compared where the list refused: SpamAssassin takes a refusal for a listing there.
 * Exit status: 0; 1 below the minimum; 69 when SpamAssassin's library is not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openOutside } from '../../lib/check/spam/outside.ts';
import { Deadline } from '../../lib/deadline.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';
import type { RuleSetResult } from '../../lib/rules/result.ts';
import type { RuleSet } from '../../lib/rules/rule.ts';
import { runRulesOutside } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../lib/stopwatch.ts';
import { EX_UNAVAILABLE } from '../../lib/sysexits.ts';
import { createViews } from '../../lib/views/views.ts';
import { startListingServer } from './network/listing-server.ts';

interface Told {
  readonly file: string;
  readonly score: number;
  readonly hits: readonly string[];
  readonly subs: readonly string[];
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

const TIME_LIMIT_MS = 60_000;
/** Of more hosts SpamAssassin asks about some, by chance (uridnsbl_max_domains); and it loses answers that come in masses. */
const MAX_HOSTS = 20;
const REFUSED = ['__RCVD_IN_ZEN'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: 'string', default: '/usr/share/spamassassin' },
    every: { type: 'string', default: '1' },
    without: { type: 'string', default: '' },
    more: { type: 'string' },
    list: { type: 'boolean', default: false },
    logs: { type: 'boolean', default: false },
    minimum: { type: 'string', default: '0' },
  },
});

if (spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status !== 0) {
  process.stderr.write('parity: the library of SpamAssassin is missing: apt-get install spamassassin\n');
  process.exit(EX_UNAVAILABLE);
}
const site = mkdtempSync(join(tmpdir(), 'parity-'));
try {
  writeSite(site);
  const set = loadRules([options.rules, site]);
  const every = Number(options.every);
  const files = filesIn(positionals).filter((file, index) => index % every === 0 && hasFewHosts(set, file));
  const server = await startListingServer();
  try {
    process.exitCode = await compare(set, await askPeer(files, server.port), server.port);
  } finally {
    server.close();
  }
} finally {
  rmSync(site, { recursive: true });
}

/** The .pre files of the machine, without the plugins that are not wanted, and the preferences. */
function writeSite(folder: string): void {
  const unwanted = options.without.split(',').map(name => `Mail::SpamAssassin::Plugin::${name}`);
  for (const file of globSync('/etc/spamassassin/*.pre').filter(one => !one.includes('sa-compile'))) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const kept = lines.filter(line => !unwanted.includes(/^loadplugin\s+(\S+)/.exec(line)?.[1] ?? ''));
    writeFileSync(join(folder, basename(file)), kept.join('\n'));
  }
  writeFileSync(join(folder, 'local.cf'), options.more === undefined ? '' : readFileSync(options.more));
}

function filesIn(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap(path =>
      statSync(path).isDirectory()
        ? globSync(`${path}/**/*`).filter(file => statSync(file).isFile())
        : [path],
    )
    .sort();
}

async function askPeer(files: readonly string[], port: number): Promise<readonly Told[]> {
  const peer = spawn('perl', [join(import.meta.dirname, 'network/network-hits.pl')], {
    env: { ...process.env, RULES: options.rules, SITE: site, DNS_SERVER: `127.0.0.1:${port}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  peer.stdin.end(files.join('\n'));
  let output = '';
  for await (const chunk of peer.stdout.setEncoding('utf8')) output += String(chunk);
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Told);
}

function hasFewHosts(set: RuleSet, file: string): boolean {
  const { uriDetails } = createViews(readFileSync(file), { settings: viewSettings(set) });
  return new Set([...uriDetails.values()].flatMap(({ hosts }) => [...hosts.keys()])).size <= MAX_HOSTS;
}

async function compare(set: RuleSet, all: readonly Told[], port: number): Promise<number> {
  const differing = new Map<string, string[]>();
  const netRules = new Set(
    [...set.rules.values()].filter(({ tags }) => tags.names.has('net')).map(({ name }) => name),
  );
  const hitAtAll = new Set<string>();
  const count = { same: 0, sameNet: 0, net: 0, logs: 0 };
  // The regexes of the rules are compiled with the first message, which can take as long as SPF has time.
  if (all[0] !== undefined) await ownResult(set, readFileSync(all[0].file), port);
  for (const told of all) {
    const own = await ownResult(set, readFileSync(told.file), port);
    const refused = own.remarks.some(text => text.includes('zen.spamhaus.org')) ? REFUSED : [];
    const theirs = new Set([...told.hits, ...told.subs].filter(name => !refused.includes(name)));
    const ours = new Set(
      [...own.hits.map(({ rule }) => rule), ...own.subrules].filter(name => !refused.includes(name)),
    );
    const missing = theirs.difference(ours);
    const extra = ours.difference(theirs);
    const theirNet = [...theirs].filter(name => netRules.has(name));
    for (const name of theirNet) hitAtAll.add(name);
    count.net += theirNet.length;
    if (missing.size + extra.size === 0) count.same += 1;
    if (![...missing, ...extra].some(name => netRules.has(name))) count.sameNet += 1;
    note(
      differing,
      [...missing].map(name => `${name} missing`),
      told.file,
    );
    note(
      differing,
      [...extra].map(name => `${name} extra`),
      told.file,
    );
    if (options.list && missing.size + extra.size > 0)
      line(`${told.file}: missing ${[...missing].join(',')} extra ${[...extra].join(',')}`);
    const logs = new Map(own.hits.map(({ rule, logs: some }) => [rule, [...some].sort()]));
    const otherLogs = [...netRules].filter(
      name =>
        theirs.has(name) &&
        ours.has(name) &&
        logs.get(name)?.join('|') !== told.logs[name]?.join('|') &&
        !name.startsWith('__'),
    );
    if (otherLogs.length === 0) count.logs += 1;
    else if (options.logs)
      for (const name of otherLogs)
        line(`${told.file}: ${name}: ${String(told.logs[name])} / ${String(logs.get(name))}`);
  }
  const percent = (part: number): string => `${((100 * part) / all.length).toFixed(2)} %`;
  line(`messages                   ${all.length}`);
  line(`hits of network rules      ${count.net} of ${hitAtAll.size} rules`);
  line(`identical network rules    ${percent(count.sameNet)}`);
  line(`identical rules            ${percent(count.same)}`);
  line(`identical logs             ${percent(count.logs)}`);
  for (const [what, files] of [...differing].sort(([, a], [, b]) => b.length - a.length))
    line(`${what.padEnd(44)} ${files.length}  ${files[0] ?? ''}`);
  return (100 * count.sameNet) / all.length >= Number(options.minimum) ? 0 : 1;
}

async function ownResult(set: RuleSet, bytes: Buffer, port: number): Promise<RuleSetResult> {
  const deadline = new Deadline(TIME_LIMIT_MS);
  const stopwatch = new Stopwatch();
  const views = createViews(bytes, { settings: viewSettings(set) });
  const nowS = Math.trunc((performance.timeOrigin + performance.now()) / 1000);
  const looking = { set, views, deadline, stopwatch, nowS, source: memorySource(bytes), origin: {} };
  // Nothing is kept there: what comes after delivery is not done here.
  const network = {
    hostname: 'localhost',
    servers: [{ host: '127.0.0.1', port }],
    timeoutMs: null,
    stateDirectory: site,
    keepsAnswers: false,
  };
  const { outside, scoreSet, close } = await openOutside(looking, { network });
  try {
    return await runRulesOutside(set, views, { scoreSet, deadline, outside, stopwatch });
  } finally {
    close();
  }
}

function note(differing: Map<string, string[]>, names: readonly string[], file: string): void {
  for (const name of names) differing.set(name, [...(differing.get(name) ?? []), file]);
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}
