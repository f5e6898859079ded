import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Deadline } from '../../lib/deadline.ts';
import { sendersScope } from '../../lib/reputation/scope.ts';
import { ReputationSource } from '../../lib/reputation/source.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { runRulesOutside } from '../../lib/rules/run-rules.ts';
import { Stopwatch } from '../../lib/stopwatch.ts';
import { createViews } from '../../lib/views/views.ts';
import { RULES } from './messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-reputation-'));
after(() => rmSync(folder, { recursive: true }));

function rulesWith(name: string, lines: string) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'a.cf'), `${lines}\n${RULES}`);
  return loadRules([join(folder, name)]);
}
const AWL = 'loadplugin Mail::SpamAssassin::Plugin::AWL';
const TXREP = 'loadplugin Mail::SpamAssassin::Plugin::TxRep';
const PG = 'DBI:Pg:dbname=mail;host=db.example.org';

const SCOPES: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  ['nothing loaded', '', undefined, undefined],
  ['AWL', AWL, 'awl', undefined],
  ['AWL switched off', `${AWL}\nuse_auto_whitelist 0`, undefined, undefined],
  ['TxRep is off by itself', TXREP, undefined, undefined],
  ['TxRep', `${TXREP}\nuse_txrep 1`, 'txrep', undefined],
  ['AWL comes first', `${AWL}\n${TXREP}\nuse_txrep 1`, 'awl', undefined],
  ['TxRep beside AWL', `${AWL}\n${TXREP}\nuse_txrep 1\nuse_auto_welcomelist 0`, 'txrep', undefined],
  ['a DSN without its factory', `${AWL}\nuser_awl_dsn ${PG}`, 'awl', undefined],
  [
    'a DSN',
    `${AWL}\nuser_awl_dsn ${PG}\nauto_whitelist_factory Mail::SpamAssassin::SQLBasedAddrList`,
    'awl',
    'db.example.org',
  ],
  [
    'a DSN of TxRep',
    `${TXREP}\nuse_txrep 1\nuser_awl_dsn ${PG}\ntxrep_factory Mail::SpamAssassin::SQLBasedAddrList`,
    'txrep',
    'db.example.org',
  ],
];
for (const [what, lines, kind, host] of SCOPES) {
  test(`whose records: ${what}`, () => {
    const scope = sendersScope(rulesWith(what, lines));
    assert.equal(scope?.kind, kind);
    assert.equal(scope?.place()?.host, host);
  });
}

const MESSAGE = Buffer.from(
  'Received: from a.example.org (a.example.org [198.51.100.7]) by mx.example.com with ESMTP id A; Mon, 2 Jun 2025 10:00:00 +0000\nFrom: a@example.org\nSubject: x\n\nbuy now\n',
);

test('a server that hangs is one remark for each message, is waited for once, and no rule hits', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const set = rulesWith('hanging', AWL);
  const address = {
    kind: 'mysql',
    host: '127.0.0.1',
    port,
    socket: undefined,
    user: 'u',
    password: 'secret',
    database: 'mail',
  } as const;
  const source = new ReputationSource({ address, file: '', user: null, timeoutMs: 300 });
  const waits: number[] = [];
  try {
    for (let round = 0; round < 2; round += 1) {
      const begun = performance.now();
      const reputation = source.of(set);
      assert.ok(reputation !== undefined);
      const result = await runRulesOutside(set, createViews(MESSAGE), {
        scoreSet: 0,
        deadline: new Deadline(10_000),
        outside: { reputation },
        stopwatch: new Stopwatch(),
      });
      waits.push(performance.now() - begun);
      assert.deepEqual(
        result.hits.map(({ rule }) => rule),
        ['SPAMMY'],
      );
      const [failure, ...others] = result.failures;
      assert.equal(others.length, 0);
      assert.equal(failure?.rule, 'the auto-welcomelist');
      assert.match(failure.why, /^mysql:\/\/127\.0\.0\.1:\d+\/mail/);
      assert.doesNotMatch(failure.why, /secret/);
      assert.deepEqual(result.afterwards, []);
    }
  } finally {
    await source.close();
    server.close();
  }
  assert.ok((waits[1] ?? Infinity) < 250, `the second message waited ${waits[1]} ms`);
});

test('where there is no file, nothing is made before something is to be kept', async () => {
  const file = join(folder, 'deep/state/reputation.sqlite');
  const source = new ReputationSource({ address: null, file, user: null, timeoutMs: 1000 });
  const records = source.of(rulesWith('fresh', AWL))?.own;
  assert.ok(records !== undefined);
  const lookup = { id: 'a', network: 'none', signers: [''] };
  assert.deepEqual(await records.read([lookup]), [undefined]);
  await records.change([{ kind: 'add', key: { id: 'a', network: 'none', signer: '' }, count: 1, total: 2 }]);
  assert.deepEqual(await records.read([lookup]), [{ count: 1, total: 2 }]);
  await source.close();
});
