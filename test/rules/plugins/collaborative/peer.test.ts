/**
 * The judgement of answers beside SpamAssassin's own: both programs ask the same stand-ins for pyzor, dccproc and the server of
 * Razor, which answer at random within what these protocols allow and a little beyond. Hits and template tags are the same.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openHelpers } from '../../../../lib/net/open-helpers.ts';
import { startRazor } from '../../../support/razor-server.ts';
import { orSkip } from '../../../support/require-program.ts';
import { ask, MESSAGE, names } from './ask.ts';

const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0 ? true : null;
const folder = mkdtempSync(join(tmpdir(), 'mailsift-peer-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const helpers = openHelpers({ path: '/usr/bin:/bin', homeDirectory: folder });
const CASES = 10;
const SEED = 6;

interface Told {
  readonly hits: string;
  /** Those that have a value. */
  readonly tags: Readonly<Record<string, string>>;
}

async function peer(configs: readonly string[], message = MESSAGE): Promise<readonly Told[]> {
  const child = spawn('perl', [join(import.meta.dirname, 'peer.pl')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = configs.map(config => JSON.stringify({ config, message: message.toString('latin1') }));
  child.stdin.end(`${lines.join('\n')}\n`);
  const answers = (await readText(child.stdout)).trim().split('\n');
  return answers.map(line => JSON.parse(line) as Told);
}

async function own(config: string, tags: readonly string[], message = MESSAGE): Promise<Told> {
  const rules = `loadplugin Mail::SpamAssassin::Plugin::DCC\n${config}`;
  const result = await ask(rules, helpers, { message });
  const told = tags.flatMap(tag => {
    const value = result.tags.get(tag);
    return typeof value === 'string' && value !== '' ? [[tag, value] as const] : [];
  });
  return { hits: names(result), tags: Object.fromEntries(told) };
}

/** A program that prints this, in a folder of its own. */
function program(name: string, output: string): string {
  const home = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'answer'), output, 'latin1');
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\ncat > /dev/null\ncat ${home}/answer\n`);
  chmodSync(join(home, 'bin', name), 0o755);
  return home;
}

const count = fc.oneof(
  fc.nat(12),
  fc.constantFrom(4, 5, 9, 10, 50, 51, 100, 999_999, 1_000_000, 9999, 10_000),
);

test('pyzor', { timeout: 60_000 }, async context => {
  if (orSkip(context, hasPeer, 'Mail::SpamAssassin') === undefined) return;
  const line = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(count, count).map(([a, b]) => `a.example.org:24441\t(200, 'OK')\t${a}\t${b}\n`),
    },
    fc.constantFrom(
      "b:1\t(504, 'timeout')\n",
      'x\ty\t1\t2\n',
      '\n',
      '1\t2\t3\n',
      'a\t\t7\t0 \n',
      'Traceback (most\n',
      'a b\tc\t9\t0\n',
    ),
  );
  const setting = fc.constantFrom(
    '',
    'pyzor_count_min 10',
    'pyzor_welcomelist_min 3',
    'pyzor_whitelist_factor 0.5',
    'pyzor_welcomelist_factor 0',
    'pyzor_max 2',
  );
  const arbitrary = fc.tuple(fc.array(line, { maxLength: 3 }), setting, setting);
  const configs = fc
    .sample(arbitrary, { numRuns: CASES, seed: SEED })
    .map(([lines, ...settings]) =>
      [
        'full PYZOR_CHECK eval:check_pyzor()',
        'meta NONE !PYZOR_CHECK',
        ...settings,
        `pyzor_path ${program('pyzor', lines.join(''))}/bin/pyzor`,
        'use_dcc 0',
        'use_razor2 0',
      ].join('\n'),
    );
  const expected = await peer(configs);
  assert.equal(expected.length, CASES);
  assert.ok(new Set(expected.map(one => one.hits)).size > 1);
  for (const [at, config] of configs.entries())
    assert.deepEqual(await own(config, ['PYZOR']), expected[at], config);
});

test('dccproc', { timeout: 60_000 }, async context => {
  if (orSkip(context, hasPeer, 'Mail::SpamAssassin') === undefined) return;
  const value = fc.oneof(count.map(String), fc.constantFrom('many', 'ok', 'ok2', 'MANY', 'x'));
  const field = fc
    .tuple(fc.constantFrom('Body', 'Fuz1', 'Fuz2', 'rep', 'env_From', 'body'), value)
    .map(pair => pair.join('='));
  const header = fc
    .array(field, { maxLength: 6 })
    .map(fields => `X-DCC-sonic.net-Metrics: a.example.org 1156; bulk ${fields.join(' ')}`);
  const answer = fc
    .tuple(header, fc.boolean())
    .map(
      ([text, isFolded]) =>
        `${isFolded ? text.replace(/ (\w+=\w+)$/, '\n\t$1') : text}\n        reported: 0   checksum\n   Body: 1 2\n`,
    );
  const setting = fc.constantFrom(
    '',
    'dcc_body_max 10',
    'dcc_fuz1_max 5',
    'dcc_fuz2_max 50',
    'dcc_rep_percent 9',
    'use_dcc_rep 0',
  );
  const configs = fc
    .sample(fc.tuple(answer, setting, setting), { numRuns: CASES, seed: SEED })
    .map(([text, ...settings]) => {
      const home = program('dccproc', text);
      return [
        'full DCC_CHECK eval:check_dcc()',
        'full LOW eval:check_dcc_reputation_range(00,12)',
        'full TOP eval:check_dcc_reputation_range(99)',
        'meta NONE !DCC_CHECK',
        ...settings,
        `dcc_home ${home}`,
        `dcc_path ${home}/bin/dccproc`,
        'use_pyzor 0',
        'use_razor2 0',
      ].join('\n');
    });
  const expected = await peer(configs);
  assert.equal(expected.length, CASES);
  assert.ok(new Set(expected.map(one => one.hits)).size > 2);
  for (const [at, config] of configs.entries())
    assert.deepEqual(await own(config, ['DCCB', 'DCCR', 'DCCREP']), expected[at], config);
});

test('razor', { timeout: 60_000 }, async context => {
  if (orSkip(context, hasPeer, 'Mail::SpamAssassin') === undefined) return;
  const server = orSkip(context, await startRazor(), 'razor');
  if (server === undefined) return;
  context.after(() => server.stop());
  const rules = `full RAZOR2_CHECK eval:check_razor2()
full HIGH eval:check_razor2_range('','51','100')
full LOW eval:check_razor2_range('','0','50')
full FOUR eval:check_razor2_range('4','1','100')
full EIGHT eval:check_razor2_range(8,0,60)
use_pyzor 0
use_dcc 0
razor_config ${server.config}`;
  const message = Buffer.from(
    'Subject: x\n\nCheap replicas of famous watches, within a week. http://www.example.com/ http://shop.example.net/\n',
  );
  const reply = fc.oneof(
    fc.constant('p=0'),
    fc.tuple(fc.nat(100), fc.boolean()).map(([cf, ct]) => `p=1&cf=${cf}${ct ? '&ct=1' : '&ct=0'}`),
  );
  for (const replies of fc.sample(fc.array(reply, { minLength: 3, maxLength: 3 }), {
    numRuns: 8,
    seed: SEED,
  })) {
    let next = 0;
    server.answer = () => replies[next++ % replies.length] ?? 'p=0';
    const [expected] = await peer([rules], message);
    assert.equal(next, 3, 'one signature of engine 4, two of engine 8');
    next = 0;
    assert.deepEqual((await own(rules, [], message)).hits, expected?.hits, replies.join(' '));
  }
});
