/** Order of tables, and the three states. Semantics: specification 2.1; Postfix dict_open(3) for failures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constantTable } from '../../lib/lookup/constant-table.ts';
import { expandGroups } from '../../lib/lookup/expand.ts';
import { failingTable } from '../../lib/lookup/failing-table.ts';
import { hashTable } from '../../lib/lookup/hash-table.ts';
import { lookupAll, lookupFirst } from '../../lib/lookup/lookup.ts';
import { addressQuery, MAX_SUBJECT_LENGTH } from '../../lib/lookup/query.ts';
import { regexpTable } from '../../lib/lookup/regexp-table.ts';
import type { Table } from '../../lib/lookup/table.ts';

const RULES = { recipientDelimiter: '+', localpartIsCaseSensitive: false };
const query = addressQuery('User+Foo@Sub.Example.com', RULES);

function hash<T>(entries: Record<string, T | null>): Table<T> {
  const rows = Object.entries(entries).map(([key, value]) => [key, { value, origin: 'test' }] as const);
  return hashTable(new Map(rows), value => value);
}
function regexp<T>(...rules: [RegExp, T | null][]): Table<T> {
  return regexpTable(
    rules.map(([pattern, value]) => ({ pattern, value, origin: 'test' })),
    value => value,
  );
}
const fails = failingTable('broken');
const always = constantTable(9, 'test');

const FIRST: readonly [
  name: string,
  tables: readonly Table<number>[],
  expected: number | 'absent' | 'failed',
][] = [
  ['no table', [], 'absent'],
  ['the most exact key', [hash({ '.': 1, 'user@': 2, 'user@sub.example.com': 3 })], 3],
  ['a parent domain', [hash({ '.example.com': 4, '.com': 5 })], 4],
  ['the domain of a subdomain without dot', [hash({ 'example.com': 4 })], 'absent'],
  ['a key without value ends its table only', [hash({ 'user@sub.example.com': null, '.': 1 }), always], 9],
  ['the first table', [hash({ '.': 1 }), always], 1],
  ['a regexp, case counts', [regexp([/^user/, 1], [/^User\+/, 2])], 2],
  ['a regexp without value ends its table only', [regexp([/^User/, null], [/./, 1]), always], 9],
  ['a failure is not absence', [fails, always], 'failed'],
  ['what is found before a failure', [always, fails], 9],
];

for (const [name, tables, expected] of FIRST) {
  test(`first: ${name}`, () => {
    const result = lookupFirst(tables, query);
    assert.equal(result.status === 'found' ? result.value : result.status, expected);
  });
}

test('all: every key of every table, those without value left out', () => {
  const tables = [
    hash<number>({ '.': 1, 'user@': 2, 'sub.example.com': null }),
    regexp<number>([/^User/, 3], [/Foo/, 4]),
    always,
  ];
  const result = lookupAll(tables, query);
  assert.ok(result.status === 'found');
  assert.deepEqual(
    result.values.map(({ value }) => value),
    [2, 1, 3, 4, 9],
  );
});

test('all: one table that fails makes the whole fail', () => {
  assert.equal(lookupAll<number>([always, fails], query).status, 'failed');
});

test('a failing table says so, temporarily', () => {
  const result = fails.lookup(query);
  assert.ok(result.status === 'failed');
  assert.equal(result.error.temporary, true);
  assert.deepEqual(fails.faults(), ['broken']);
});

test('regular expressions see a bounded part of an address', () => {
  const long = addressQuery(`${'a'.repeat(100_000)}@example.com`, RULES);
  assert.equal(long.subject.length, MAX_SUBJECT_LENGTH);
});

const GROUPS = ['whole', 'User+Foo@x', 'User+Foo', 'user', '+foo', 'x\r\nBcc: y'];
const EXPANSIONS: readonly [string, string][] = [
  ['[$3]', '[user]'],
  ['${4}$(1)', '+fooUser+Foo@x'],
  ['$5', 'x??Bcc: y'],
  ['$9 costs $$ and $x', ' costs $$ and $x'],
  ['plain', 'plain'],
];

for (const [value, expected] of EXPANSIONS) {
  test(`expansion of ${value}`, () => assert.equal(expandGroups(value, GROUPS), expected));
}

test('parts of the address are $1 to $5', () => {
  assert.deepEqual(query.groups.slice(1), [
    'User+Foo@Sub.Example.com',
    'User+Foo',
    'user',
    '+foo',
    'Sub.Example.com',
  ]);
});
