/**
 * What waiting for the DNS costs a message: forty questions go out together and cost as long as the slowest answer (issue 6: 1.3 of
 * it and 30 ms), a server that says nothing costs the deadline, and answers that are malformed, forged or endless change nothing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { NetworkOptions } from '../../lib/check/spam/outside.ts';
import { Deadline } from '../../lib/deadline.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { parseServer } from '../../lib/net/dns-server.ts';
import { scanSpam, type SpamScan } from '../../lib/check/spam/scan.ts';
import { parseMessage } from '../../lib/message/parse.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { FAULTS } from './zone.ts';
import { startDnsServer } from './server.ts';

const MESSAGE = `Received: from mail.example.com (mail.example.com [198.51.100.7])
\tby mx.example.org (Postfix) with ESMTPS id 4XyZ for <b@example.org>;
\tSat, 21 Nov 2026 09:00:00 +0000
From: a@example.com
To: b@example.org
Subject: Hello
Message-ID: <1@example.com>

a gadget
`;
const LISTS = 40;
const RULES = Array.from(
  { length: LISTS },
  (_, index) =>
    `header RBL_${index} eval:check_rbl('list${index}', 'list${index}.test.')\ntflags RBL_${index} net\nscore RBL_${index} 1`,
).join('\n');
const NAME = (list: number): string => `7.100.51.198.list${list}.test`;

suite('the time that the DNS costs a message', { timeout: 60_000 }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-timing-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const networkAt = (address: string): NetworkOptions => ({
    hostname: 'mx.example.org',
    servers: [parseServer(address) ?? { host: '127.0.0.1', port: 9 }],
    timeoutMs: null,
    stateDirectory: folder,
    keepsAnswers: false,
  });

  async function scan(network: NetworkOptions | undefined, more = ''): Promise<SpamScan & { ms: number }> {
    const set = parseRules([{ name: '/test.cf', text: `${RULES}\n${more}\n` }], {});
    assert.deepEqual(set.faults, []);
    const message = await parseMessage(memorySource(Buffer.from(MESSAGE)), {
      parts: 100,
      depth: 10,
      headerBytes: 100_000,
      partBytes: 100_000,
    });
    const options = {
      rules: () => ({ set, remarks: [] }),
      scanSizeBytes: 100_000,
      timeLimitMs: 60_000,
      network,
    };
    const start = performance.now();
    const found = await scanSpam(message, {}, options, new Deadline(60_000));
    return { ...found, ms: performance.now() - start };
  }

  const hitsOf = ({ result }: SpamScan): readonly string[] => result.hits.map(({ rule }) => rule).sort();

  test('forty questions cost as long as the slowest answer', async () => {
    const zone = Array.from(
      { length: LISTS },
      (_, list) => `${NAME(list)} A 127.0.0.2\n@ ${NAME(list)} delay=${list * 10}`,
    );
    await using server = await startDnsServer(zone.join('\n'));
    await scan(networkAt(server.address));
    const runs = [];
    for (let run = 0; run < 3; run += 1) {
      const local = await scan(undefined);
      const found = await scan(networkAt(server.address));
      assert.equal(hitsOf(found).length, LISTS);
      assert.deepEqual(hitsOf(local), []);
      runs.push(found.ms - local.ms);
    }
    const slowestMs = (LISTS - 1) * 10;
    assert.ok(Math.min(...runs) <= 1.3 * slowestMs + 30, `${runs.join(', ')} ms`);
    assert.ok(Math.min(...runs) >= slowestMs - 5, `${runs.join(', ')} ms`);
  });

  test('a server that says nothing costs the deadline', async () => {
    await using server = await startDnsServer('@ * silent');
    const local = await scan(undefined);
    const silent = await scan(networkAt(server.address), 'rbl_timeout 1');
    assert.deepEqual(hitsOf(silent), []);
    const ms = silent.ms - local.ms;
    assert.ok(ms >= 995 && ms < 1150, `${ms} ms`);
    const codes = new Set(silent.queries.map(({ code }) => code));
    assert.deepEqual([...codes], ['none']);
    const limited = await scan({ ...networkAt(server.address), timeoutMs: 300 });
    assert.ok(limited.ms >= 295 && limited.ms < 450, `${limited.ms} ms`);
  });

  test('the wait shrinks as answers come in (rbl_timeout)', async () => {
    const zone = Array.from({ length: LISTS - 1 }, (_, list) => `${NAME(list)} A 127.0.0.2`);
    await using server = await startDnsServer([...zone, `@ ${NAME(LISTS - 1)} silent`].join('\n'));
    const found = await scan(networkAt(server.address), 'rbl_timeout 5 0.5');
    assert.equal(hitsOf(found).length, LISTS - 1);
    // All but one: 5 - 4.5 * (39/40)^2 = 0.72 s.
    assert.ok(found.ms >= 700 && found.ms < 1000, `${found.ms} ms`);
  });

  test('nobody is there: no time, no evidence', async () => {
    const found = await scan(networkAt('127.0.0.1:9'));
    assert.deepEqual(hitsOf(found), []);
    assert.ok(found.ms < 1000, `${found.ms} ms`);
  });

  test('every fault on all answers but one: that one counts, nothing fails', async () => {
    // These leave the answer as it is, or cost time only.
    const harmless = new Set([
      'delay',
      'huge',
      'drop',
      'truncate',
      'edns-formerr',
      'lower-case',
      'spoof-first',
      'twice',
      'stranger',
      'chain',
      'tcp-silent',
      'tcp-short',
    ]);
    const faults = FAULTS.filter(fault => !harmless.has(fault));
    const zone = Array.from({ length: LISTS }, (_, list) => {
      const record = `${NAME(list)} A 127.0.0.2`;
      return list === 0
        ? record
        : `${record}\n@ ${NAME(list)} ${faults[list % faults.length] ?? ''}${list % 2 === 0 ? ' truncate' : ''}`;
    });
    await using server = await startDnsServer(zone.join('\n'));
    const found = await scan(networkAt(server.address), 'rbl_timeout 0.6 0.6');
    assert.deepEqual(hitsOf(found), ['RBL_0']);
    assert.deepEqual(found.result.failures, []);
    assert.ok(found.ms < 1200, `${found.ms} ms`);
  });
});
