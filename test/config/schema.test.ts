import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { configSchema } from '../../lib/config/schema.ts';

const check = new Ajv({ strictTypes: false, allowUnionTypes: true }).compile(configSchema());

const CASES: readonly [string, unknown, boolean][] = [
  ['nothing', {}, true],
  ['a constant', { levels: { kill: 6.9 } }, true],
  ['no level', { levels: { kill: null } }, true],
  ['tables', { levels: { kill: [{ hash: { 'a@b.example': 1 } }, { file: '/etc/kill' }] } }, true],
  ['a duration in words', { time_limit: '10m' }, true],
  ['an unknown setting', { levels: { kil: 6.9 } }, false],
  ['an access list of numbers', { levels: { kill: [{ acl: ['.example'] }] } }, false],
  ['a duration without digits', { time_limit: 'm' }, false],
];

for (const [name, data, valid] of CASES) {
  test(`the schema ${valid ? 'takes' : 'refuses'} ${name}`, () => assert.equal(check(data), valid));
}
