/** The stand-in for joi in images answers as joi does, to what mailauth asks of it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as standIn from '../../lib/image/joi.ts';

const require = createRequire(import.meta.url);
const fromMailauth = createRequire(require.resolve('mailauth'));

interface Joi {
  string(): {
    base64(options: object): { validate(value: unknown): { error?: unknown } };
    domain(options: object): { validate(value: unknown): { error?: unknown } };
  };
}

function same(value: unknown): void {
  const [ours, theirs] = [standIn as Joi, fromMailauth('joi') as Joi].map(joi => [
    joi.string().base64({ paddingRequired: false }).validate(value).error === undefined,
    joi.string().domain({ allowUnicode: false, tlds: false }).validate(value).error === undefined,
  ]);
  assert.deepEqual(ours, theirs, JSON.stringify(value));
}

const label = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9-]{0,5}$/),
  fc.constantFrom(
    'xn--',
    'xn--a',
    'xn--bcher-kva',
    '0x7f',
    '127',
    'ü',
    'a_b',
    '%41',
    'a'.repeat(63),
    'a'.repeat(64),
  ),
  fc.string({ maxLength: 4 }),
);
const domain = fc.array(label, { maxLength: 7 }).map(labels => labels.join('.'));

test('values of every kind', () => {
  for (const value of [
    undefined,
    null,
    '',
    1,
    {},
    [],
    Buffer.from('YQ=='),
    'YQ==',
    'YQ',
    'YQ=',
    'YWI',
    'Y',
    'a.b',
    'a.b.',
    '.a',
    'a',
  ])
    same(value);
});

test('domains and base64 as they may come', () => {
  fc.assert(fc.property(domain, same), { numRuns: 3000 });
  fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_ -]{0,12}$/), same), { numRuns: 1000 });
});
