/** Semantics: specification 2.1 (address splitting), the same as Postfix's split_addr(3). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitLocalPart } from '../../lib/lookup/split.ts';

const CASES: readonly [local: string, delimiters: string, base: string, extension: string][] = [
  ['user+foo', '+', 'user', '+foo'],
  ['user+foo+bar', '+', 'user', '+foo+bar'],
  ['user-foo+bar', '+-', 'user', '-foo+bar'],
  ['user+', '+', 'user', '+'],
  ['+foo', '+', '+foo', ''],
  ['++foo', '+', '+', '+foo'],
  ['user+foo', '', 'user+foo', ''],
  ['Postmaster', 'm', 'Postmaster', ''],
  ['mailer-daemon', '-', 'mailer-daemon', ''],
  ['double-bounce', '-', 'double-bounce', ''],
  ['owner-list', '-', 'owner-list', ''],
  ['list-request', '-', 'list-request', ''],
  ['owner-list+x', '+', 'owner-list', '+x'],
  ['owner-', '-', 'owner', '-'],
  ['-request', '-', '-request', ''],
  ['', '+', '', ''],
];

for (const [local, delimiters, base, extension] of CASES) {
  test(`"${local}" split at "${delimiters}"`, () => {
    assert.deepEqual(splitLocalPart(local, delimiters), { base, extension });
  });
}
