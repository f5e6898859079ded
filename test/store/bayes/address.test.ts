import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { formatBayesStoreAddress, parseBayesStoreAddress } from '../../../lib/store/bayes/address.ts';
import { UsageError } from '../../../lib/errors.ts';

const server = (kind: 'mysql' | 'postgresql' | 'redis', port: number) => ({
  kind,
  host: 'localhost',
  port,
  socket: undefined,
  user: undefined,
  password: undefined,
  database: kind === 'redis' ? '0' : 'mail',
});
const mysql = server('mysql', 3306);
const postgresql = server('postgresql', 5432);
const redis = server('redis', 6379);

// Address, what it means, what people see of it.
const GOOD = [
  ['/var/lib/b.sqlite', { kind: 'sqlite', path: '/var/lib/b.sqlite' }, '/var/lib/b.sqlite'],
  ['sqlite:/var/x@y', { kind: 'sqlite', path: '/var/x@y' }, '/var/x@y'],
  ['sqlite:///var/x', { kind: 'sqlite', path: '/var/x' }, '/var/x'],
  ['mysql://localhost/mail', mysql, 'mysql://localhost/mail'],
  [
    'mariadb://u:p%40%2Fw@[::1]:3307/mail',
    { ...mysql, host: '::1', port: 3307, user: 'u', password: 'p@/w' },
    'mysql://[::1]:3307/mail',
  ],
  [
    'mysql://u@localhost/mail?socket=/run/my.sock',
    { ...mysql, user: 'u', socket: '/run/my.sock' },
    'mysql:///run/my.sock (database mail)',
  ],
  [
    'postgresql://u@db.example.org/mail',
    { ...postgresql, host: 'db.example.org', user: 'u' },
    'postgresql://db.example.org/mail',
  ],
  [
    'postgres:///mail?socket=/run/postgresql/.s.PGSQL.5432',
    { ...postgresql, socket: '/run/postgresql' },
    'postgresql:///run/postgresql (database mail)',
  ],
  ['redis://localhost', redis, 'redis://localhost/0'],
  [
    'redis://:secret@10.0.0.1:6380/2',
    { ...redis, host: '10.0.0.1', port: 6380, password: 'secret', database: '2' },
    'redis://10.0.0.1:6380/2',
  ],
  [
    'redis:///?socket=/run/redis.sock',
    { ...redis, socket: '/run/redis.sock' },
    'redis:///run/redis.sock (database 0)',
  ],
] as const;

for (const [text, address, shown] of GOOD) {
  test(`address of Bayes data: ${text}`, () => {
    assert.deepEqual(parseBayesStoreAddress(text), address);
    assert.equal(formatBayesStoreAddress(parseBayesStoreAddress(text)), shown);
  });
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ['bayes.sqlite', /^bayes\.sqlite: no address of a database; write a path/],
  ['', /^: no address/],
  ['http://localhost/x', /write a path/],
  ['mysql://u:topsecret@localhost/', /^mysql:\/\/\*\*\*@localhost\/: .* name of the database is missing/],
  ['mysql://u:topsecret@host:99999/x', /^mysql:\/\/\*\*\*@host:99999\/x: no address/],
  ['mysql://u:top@secret@host/x?ssl=1', /^mysql:\/\/\*\*\*@host\/x\?ssl=1: .*only socket=PATH/],
  ['mysql://u:topsecret%zz@host/x', /^mysql:\/\/\*\*\*@host\/x: .*write %25 for a %/],
  ['postgresql://h/x?socket=run', /must be absolute/],
  ['redis://:topsecret@h/mail', /^redis:\/\/\*\*\*@h\/mail: .*databases of Redis are numbers/],
];

for (const [text, why] of BAD) {
  test(`no address of Bayes data: ${text}`, () => {
    assert.throws(
      () => parseBayesStoreAddress(text),
      (thrown: unknown) =>
        thrown instanceof UsageError && why.test(thrown.message) && !/secret/.test(thrown.message),
    );
  });
}

test('whatever is written, it is an address or a UsageError, and no password is shown', () => {
  const schemes = fc.constantFrom('mysql', 'mariadb', 'postgresql', 'redis', 'x');
  fc.assert(
    fc.property(schemes, fc.string(), fc.string(), (scheme, host, rest) => {
      const text = `${scheme}://user:pa55w0rd!@${host}/${rest}`;
      try {
        assert.doesNotMatch(formatBayesStoreAddress(parseBayesStoreAddress(text)), /pa55w0rd/);
      } catch (thrown) {
        assert.ok(thrown instanceof UsageError);
        assert.doesNotMatch(thrown.message, /pa55w0rd/);
      }
    }),
  );
});
