/** Expected results: specification 2.1 (ACL), recorded from amavisd-new 2.13, unless a comment says otherwise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aclTable } from '../../lib/lookup/acl-table.ts';
import { addressQuery } from '../../lib/lookup/query.ts';

const RULES = { recipientDelimiter: '+', localpartIsCaseSensitive: false };
const UK = ['me.ac.uk', '!.ac.uk', '.uk', '!.'];

const CASES: readonly [elements: readonly string[], address: string, expected: boolean | undefined][] = [
  [UK, 'u@me.ac.uk', true],
  [UK, 'u@x.me.ac.uk', false],
  [UK, 'u@you.ac.uk', false],
  [UK, 'u@ac.uk', false],
  [UK, 'u@them.co.uk', true],
  [UK, 'u@some.com', false],
  [UK, '', false],
  [['User@Example.com'], 'uSER@example.COM', true],
  [['user@example.com'], 'user+x@example.com', undefined], // no extension handling
  [['!!.uk'], 'u@ac.uk', true], // an even number of !
  [['!!!.uk'], 'u@ac.uk', false],
  [['.uk'], 'u@truk', undefined], // whole labels
  [['uk'], 'u@ac.uk', undefined], // exact domain
  [[], 'u@ac.uk', undefined],
];

for (const [elements, address, expected] of CASES) {
  test(`acl [${elements.join(' ')}] <${address}>`, () => {
    const table = aclTable(
      elements.map(text => ({ text, origin: 'test' })),
      RULES,
    );
    const result = table.lookup(addressQuery(address, RULES));
    assert.equal(result.status === 'found' ? result.value : undefined, expected);
    assert.equal(result.status, expected === undefined ? 'absent' : 'found');
  });
}
