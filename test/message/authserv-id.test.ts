/** Whose word an Authentication-Results field is (RFC 8601, section 2.2 and the examples of appendix B). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { authservId, claimsToBeFrom } from '../../lib/message/authserv-id.ts';

const ROWS: readonly [string, string | undefined][] = [
  [' example.org 1; none', 'example.org'],
  [' example.com; auth=pass (cram-md5) smtp.auth=sender@example.net', 'example.com'],
  [' foo.example.net (foobar) 1 (baz); dkim (x) = fail', 'foo.example.net'],
  [' (a (nested) comment \\) ) Example.ORG;', 'example.org'],
  ['\r\n\t"quoted \\"id\\"";', 'quoted "id"'],
  [' ;', undefined],
  ['', undefined],
  [' (never ends', undefined],
];

test('the id', () => {
  for (const [value, id] of ROWS) assert.equal(authservId(value), id, value);
});

test('claims', () => {
  for (const [value, isClaim] of [
    [' MX.example; spf=pass', true],
    [' mx.example.org; spf=pass', false],
    [' other; x=mx.example', false],
    [' "mx.example', true],
    [`${' ('.repeat(30)} mx.example`, true],
    [' (mx.example) other; spf=pass', false],
  ] as const) {
    assert.equal(claimsToBeFrom(value, 'mx.example'), isClaim, value);
  }
});

test('any value is read, in linear time', () => {
  fc.assert(fc.property(fc.string(), value => void authservId(value)));
  const start = performance.now();
  authservId('('.repeat(1_000_000));
  authservId(`"${'\\'.repeat(1_000_000)}`);
  assert.ok(performance.now() - start < 2000);
});
