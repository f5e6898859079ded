/** Rules whose evidence comes later: metas on them, the end of a run by them, and what is told beneath them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Authentication } from '../../../lib/auth/authentication.ts';
import { Deadline } from '../../../lib/deadline.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { runRulesOutside } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../../lib/stopwatch.ts';
import { createViews } from '../../../lib/views/views.ts';
import { zoneResolver, type Zone } from '../../auth/suites/suite-zone.ts';

const MESSAGE = `Return-Path: <joe@example.net>
Received: from mx.example.net (mx.example.net [192.0.2.9]) by mx.here.example (Postfix) with ESMTP id A1; Fri, 20 Nov 2026 09:00:00 +0000
From: joe@example.net
Subject: hello

buy
`;
const ZONE: Zone = {
  'example.net': [{ TXT: 'v=spf1 -all exp=why.example.net' }],
  'why.example.net': [{ TXT: 'ask  %{i}' }],
};

async function run(rules: string, { zone = ZONE, client = {}, delayMs = 0, limitMs = 10_000 } = {}) {
  const set = parseRules([{ name: 'test.cf', text: rules }]);
  assert.deepEqual(set.faults, []);
  const known = zoneResolver(zone);
  const resolver = {
    query: async (...question: Parameters<typeof known.query>) => {
      await new Promise(resolve => setTimeout(resolve, delayMs));
      return known.query(...question);
    },
  };
  const bytes = Buffer.from(MESSAGE);
  const spf = { maxTerms: 20, timeoutMs: 300 };
  const source = memorySource(bytes);
  const authentication = new Authentication({ source, resolver, hostname: 'mx.here.example', nowMs: 0, spf });
  const result = await runRulesOutside(set, createViews(bytes, { settings: viewSettings(set) }), {
    scoreSet: 1,
    deadline: new Deadline(limitMs),
    outside: { resolver, authentication, ...client },
    stopwatch: new Stopwatch(),
  });
  return {
    ...result,
    names: result.hits
      .map(({ rule }) => rule)
      .sort()
      .join(' '),
    asked: known.asked,
  };
}

const FAIL = 'header FAIL eval:check_for_spf_fail()\n';

test('metas see what comes later', async () => {
  const rules = `${FAIL}meta BOTH FAIL && BUY\nbody BUY /buy/\nmeta NOT !FAIL\n`;
  assert.equal((await run(rules)).names, 'BOTH BUY FAIL');
});

test('the words of the domain are told', async () => {
  const { hits } = await run(FAIL);
  assert.deepEqual(hits[0]?.logs, ['SPF failed: ask 192.0.2.9']);
});

// SpamAssassin waits in such a rule: nothing of a higher priority runs.
test('a rule that ends the run is waited for before others run', async () => {
  const rules = `loadplugin Mail::SpamAssassin::Plugin::Shortcircuit
${FAIL}priority FAIL -100
shortcircuit FAIL on
body BUY /buy/
header SHORTCIRCUIT eval:check_shortcircuit()
`;
  assert.equal((await run(rules)).names, 'FAIL SHORTCIRCUIT');
  assert.equal((await run(rules, { zone: { 'example.net': [{ TXT: 'v=spf1 +all' }] } })).names, 'BUY');
});

test('without a rule that asks, nothing is asked', async () => {
  assert.deepEqual((await run('body BUY /buy/\n')).asked, []);
});

test('an answer that comes too late is none, and no error either', async () => {
  const rules = `${FAIL}header TEMP eval:check_for_spf_temperror()\nmeta NOT !FAIL\n`;
  const { names, failures } = await run(rules, { delayMs: 1000 });
  assert.deepEqual([names, failures], ['NOT', []]);
});

test('the mail system says who its client is', async () => {
  const zone: Zone = { ...ZONE, 'example.net': [{ TXT: 'v=spf1 ip4:198.51.100.7 -all' }] };
  const rules = `${FAIL}header PASS eval:check_for_spf_pass()\n`;
  assert.equal((await run(rules, { zone })).names, 'FAIL');
  const client = { client: { address: '198.51.100.7', helo: 'x.example.net' } };
  assert.equal((await run(rules, { zone, client })).names, 'PASS');
  // A relay of one's own is no client from outside: the Received fields tell.
  const own = `${rules}internal_networks 198.51.100.7\ntrusted_networks 198.51.100.7\n`;
  assert.equal((await run(own, { zone, client })).names, 'FAIL');
});

test('time in which the rules keep the process busy does not count', async () => {
  const running = run(FAIL, { delayMs: 5 });
  const until = performance.now() + 500;
  while (performance.now() < until);
  assert.equal((await running).names, 'FAIL');
});
