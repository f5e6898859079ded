import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRules } from '../../../lib/rules/parse-rules.ts';

// Source: spamassassin --lint 4.0.1, asked for the same lines.
for (const [line, faults] of [
  ['uridnsbl_skip_domain example.com example.org', 0],
  ['uridnsbl_skip_domain', 1],
  ['adsp_override *.example.com unknown', 0],
  ['adsp_override', 1],
] as const)
  test(line, () => assert.equal(parseRules([{ name: 't.cf', text: line }]).faults.length, faults));
