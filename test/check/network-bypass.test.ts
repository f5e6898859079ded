/** bypass.network: the network is asked for a message unless none of its recipients wants that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChecks, type CheckOptions } from '../../lib/check/run.ts';
import { Deadline } from '../../lib/deadline.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { parseMessage } from '../../lib/message/parse.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';

// The second and fourth score are those with network tests (spec 1.5).
const set = parseRules([{ name: 't.cf', text: 'body LAMP /lamp/\nscore LAMP 1 2 1 2\n' }]);
const OPTIONS: CheckOptions = {
  virus: {
    clamd: [],
    clamscan: null,
    timeoutMs: 1000,
    maxSizeBytes: 1000,
    scanParts: false,
    partLimitBytes: 1000,
  },
  banned: [],
  header: {
    mime: false,
    syntax: false,
    empty: false,
    long: false,
    control: false,
    '8bit': false,
    missing: false,
    multiple: false,
    utf8: false,
  },
  spam: {
    rules: () => ({ set, remarks: [] }),
    scanSizeBytes: 10_000,
    timeLimitMs: 10_000,
    network: {
      hostname: 'mx.example.org',
      servers: [],
      timeoutMs: null,
      stateDirectory: '/nonexistent',
      keepsAnswers: false,
    },
  },
};
const wants = (network: boolean) => ({
  bypass: { virus: false, banned: false, spam: false, network: !network, bad_header: false },
});

for (const [name, policies, score] of [
  ['nobody to ask about: a scan', [], 2],
  ['both want it', [wants(true), wants(true)], 2],
  ['one wants it', [wants(false), wants(true)], 2],
  ['none wants it', [wants(false), wants(false)], 1],
] as const)
  test(name, async () => {
    const limits = { parts: 10, depth: 10, headerBytes: 10_000, partBytes: 100_000 };
    const message = await parseMessage(memorySource(Buffer.from('Subject: x\n\na lamp\n')), limits);
    const { spam } = await runChecks(message, {}, policies, OPTIONS, new Deadline(10_000));
    assert.equal(spam.state === 'done' ? spam.finding.score : spam, score);
  });
