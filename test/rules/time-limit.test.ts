import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanSpam } from '../../lib/check/spam/scan.ts';
import { Deadline } from '../../lib/deadline.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { parseMessage } from '../../lib/message/parse.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { ruleTimeLimitMs } from '../../lib/rules/time-limit.ts';

const rulesOf = (text: string) => parseRules([{ name: 't.cf', text }]);

// Source: Mail::SpamAssassin::Conf(3), time_limit; the units are those of all durations.
const LIMITS: [lines: string, limitMs: number | undefined][] = [
  ['', undefined],
  ['time_limit 12', 12_000],
  ['time_limit 0.25', 250],
  ['time_limit 2m', 120_000],
  ['time_limit 1 H', 3_600_000],
  ['time_limit 0', undefined],
  ['time_limit -3', undefined],
  ['time_limit 30\ntime_limit 5s', 5000],
];
for (const [lines, limitMs] of LIMITS)
  test(JSON.stringify(lines), () => assert.equal(ruleTimeLimitMs(rulesOf(lines)), limitMs));

// SpamAssassin 4.0.1 has the same hits with time_limit 0.2; its own limit is 300 s.
for (const [lines, hits] of [
  ['time_limit 0.2', ['EARLY', 'TIME_LIMIT_EXCEEDED']],
  ['', ['EARLY', 'LATE']],
] as const)
  test(`a scan ends with the smaller limit: ${JSON.stringify(lines)}`, async () => {
    const slow = lines === '' ? '' : 'body SLOW /^x (o|oo)+\\1[yz]/\n';
    const set = rulesOf(
      `${lines}\n${slow}body EARLY /lamp/\npriority EARLY -5\nbody LATE /lamp/\npriority LATE 5\n`,
    );
    const mail = Buffer.from(`Subject: lamps\n\na lamp\n\nx ${'o'.repeat(60)}!\n`);
    const limits = { parts: 10, depth: 10, headerBytes: 10_000, partBytes: 100_000 };
    const message = await parseMessage(memorySource(mail), limits);
    const options = { rules: () => ({ set, remarks: [] }), scanSizeBytes: 10_000, timeLimitMs: 30_000 };
    const { result } = await scanSpam(message, {}, options, new Deadline(60_000));
    assert.deepEqual(
      result.hits.map(({ rule }) => rule),
      hits,
    );
  });
