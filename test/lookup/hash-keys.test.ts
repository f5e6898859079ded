/** Expected keys: amavisd-new 2.13, as recorded in the specification, section 2.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressQuery } from '../../lib/lookup/query.ts';

const CASES: readonly {
  address: string;
  delimiter: string;
  caseSensitive?: true;
  keys: readonly string[];
}[] = [
  {
    address: 'User+Foo@Sub.Example.COM',
    delimiter: '+',
    keys: [
      'User+Foo@Sub.Example.COM',
      'user+foo@sub.example.com',
      'user@sub.example.com',
      'user+foo@',
      'user@',
      'sub.example.com',
      '.sub.example.com',
      '.example.com',
      '.com',
      '.',
    ],
  },
  {
    address: 'user+foo@example.com',
    delimiter: '',
    keys: ['user+foo@example.com', 'user+foo@', 'example.com', '.example.com', '.com', '.'],
  },
  { address: '', delimiter: '+', keys: ['', '@', '.'] },
  { address: 'john@[1.2.3.4]', delimiter: '+', keys: ['john@[1.2.3.4]', 'john@', '[1.2.3.4]', '.'] },
  { address: 'postmaster', delimiter: '+', keys: ['postmaster', 'postmaster@', '', '.'] },
  {
    address: 'User@Example.com',
    delimiter: '',
    caseSensitive: true,
    keys: ['User@Example.com', 'User@example.com', 'User@', 'example.com', '.example.com', '.com', '.'],
  },
  {
    address: 'a@x.example.',
    delimiter: '',
    keys: ['a@x.example.', 'a@x.example', 'a@', 'x.example', '.x.example', '.example', '.'],
  },
  {
    address: 'a@BÜCHER.example',
    delimiter: '',
    keys: [
      'a@BÜCHER.example',
      'a@xn--bcher-kva.example',
      'a@',
      'xn--bcher-kva.example',
      '.xn--bcher-kva.example',
      '.example',
      '.',
    ],
  },
];

for (const { address, delimiter, caseSensitive = false, keys } of CASES) {
  test(`hash keys of <${address}>, delimiter "${delimiter}"`, () => {
    const query = addressQuery(address, {
      recipientDelimiter: delimiter,
      localpartIsCaseSensitive: caseSensitive,
    });
    assert.deepEqual(query.keys, keys);
  });
}

test('a domain of many labels gives 20 keys', () => {
  const query = addressQuery(`a@${'x.'.repeat(100)}example`, {
    recipientDelimiter: '',
    localpartIsCaseSensitive: false,
  });
  assert.equal(query.keys.filter(key => !key.includes('@')).length, 20);
  assert.equal(query.keys.at(-1), '.');
});
