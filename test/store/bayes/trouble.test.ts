/** Databases that are down, hang, refuse or are broken: a MailsiftError in time that says which one, and what to do. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { describeError, MailsiftError } from '../../../lib/errors.ts';
import { parseBayesStoreAddress } from '../../../lib/store/bayes/address.ts';
import { createBayesTables } from '../../../lib/store/bayes/create-tables.ts';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { inTransaction, sqliteError } from '../../../lib/store/sqlite.ts';
import {
  run,
  startMariadb,
  startPostgres,
  startRedis,
  type DatabaseServer,
} from '../../support/database-server.ts';
import { lesson } from './conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-trouble-'));
after(() => rmSync(folder, { recursive: true }));

/** Within `limitMs`, a MailsiftError with this text, and without the password. */
async function fails(work: () => Promise<unknown>, pattern: RegExp, limitMs = 2000): Promise<void> {
  const start = performance.now();
  await assert.rejects(work, (thrown: unknown) => {
    assert.ok(thrown instanceof MailsiftError, describeError(thrown));
    assert.match(describeError(thrown), pattern);
    assert.doesNotMatch(describeError(thrown), /topsecret/);
    return true;
  });
  assert.ok(performance.now() - start < limitMs, `took ${performance.now() - start} ms`);
}

const opening =
  (text: string, timeoutMs = 300) =>
  () =>
    openBayesStore(parseBayesStoreAddress(text), { access: 'learn', timeoutMs });

async function listen(onConnect: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnect);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const sockets: Socket[] = [];
after(() => sockets.forEach(socket => socket.destroy()));
const silent = await listen(socket => sockets.push(socket));
const talkative = await listen(socket => {
  socket.on('error', () => undefined);
  socket.end('220 mail.example.org ESMTP\r\n');
});

for (const [kind, path] of [
  ['mysql', '/mail'],
  ['postgresql', '/mail'],
  ['redis', '/0'],
] as const) {
  test(`${kind}: nobody listens`, async () => {
    await fails(
      opening(`${kind}://u:topsecret@127.0.0.1:1${path}`),
      /^\w+:\/\/127\.0\.0\.1:1\/(?:mail|0): nobody listens there: start the server/,
    );
    await fails(
      opening(`${kind}://u:topsecret@localhost${path}?socket=${folder}/none`),
      /: there is no such socket: start the server/,
    );
  });

  test(`${kind}: who listens says nothing`, async () => {
    await fails(
      opening(`${kind}://u:topsecret@127.0.0.1:${silent}${path}`),
      new RegExp(`^${kind}://127\\.0\\.0\\.1:${silent}${path}: no answer`),
    );
  });

  test(`${kind}: who listens is something else`, async () => {
    await fails(
      opening(`${kind}://u:topsecret@127.0.0.1:${talkative}${path}`, 1000),
      new RegExp(`^${kind}://127\\.0\\.0\\.1:${talkative}${path}: `),
    );
  });
}

/** Stopped, it takes connections and answers nothing. */
async function hangs(server: DatabaseServer, address: string): Promise<void> {
  const store = await opening(address, 500)();
  process.kill(server.pid, 'SIGSTOP');
  try {
    await fails(() => store.tokens(['aaaaa']), /no answer within 0\.5 s/);
    await fails(() => store.learn([lesson('spam', 'm', ['aaaaa'])]), /:\/\//);
    await fails(opening(address, 500), /no answer/);
  } finally {
    process.kill(server.pid, 'SIGCONT');
    await store.close();
  }
}

const mariadb = await startMariadb();
if (mariadb === null) {
  test('mysql: a real server', { skip: 'needs mariadbd' }, () => undefined);
} else {
  after(() => mariadb.stop());
  const client = ['--no-defaults', '-S', mariadb.socket, '-u', 'root'];
  run(
    '/usr/bin/mariadb',
    client,
    `CREATE DATABASE bayes; CREATE DATABASE empty; CREATE DATABASE old; CREATE USER u@localhost IDENTIFIED BY 'topsecret';
     GRANT ALL ON bayes.* TO u@localhost; GRANT ALL ON empty.* TO u@localhost;
     CREATE USER reader@localhost; GRANT SELECT ON bayes.* TO reader@localhost;`,
  );
  const at = (login: string, database: string) =>
    `mysql://${login}@localhost/${database}?socket=${mariadb.socket}`;
  await createBayesTables(parseBayesStoreAddress(at('root', 'bayes')), 5000);
  await createBayesTables(parseBayesStoreAddress(at('root', 'old')), 5000);
  run('/usr/bin/mariadb', [...client, 'old'], "UPDATE bayes_global_vars SET value = '2'");

  test('mysql: what a server refuses', async () => {
    await fails(
      opening(at('u:wrong-topsecret', 'bayes')),
      /: correct user and password of the address.*: Access denied/,
    );
    await fails(opening(at('u:topsecret', 'other')), /GRANT SELECT, INSERT, UPDATE, DELETE on this database/);
    await fails(opening(at('root', 'other')), /create the database, or correct the address/);
    await fails(
      opening(at('u:topsecret', 'empty')),
      /tables of Bayes are missing; make them with SpamAssassin's sql\/bayes_mysql\.sql, or: mailsift learn --create-tables/,
    );
    await fails(opening(at('root', 'old')), /version "2", and only 3 is known/);
    const reader = await opening(at('reader', 'bayes'))();
    await fails(() => reader.learn([lesson('spam', 'm', ['aaaaa'])]), /GRANT SELECT, INSERT, UPDATE, DELETE/);
    await reader.close();
  });

  test('mysql: another writer does not let go', async () => {
    const [one, two] = [await opening(at('root', 'bayes'), 500)(), await opening(at('root', 'bayes'), 500)()];
    let release: () => void = () => undefined;
    const held = new Promise<void>(resolve => (release = resolve));
    const restoring = one.restore({
      totals: { spam: 0, ham: 0 },
      tokens: [],
      seen: (async function* () {
        await held;
        yield* [];
      })(),
    });
    await new Promise(resolve => setTimeout(resolve, 100));
    await fails(
      () => two.learn([lesson('spam', 'm', ['aaaaa'])]),
      /others have been writing for too long; try again/,
    );
    release();
    await restoring;
    assert.deepEqual(await two.learn([lesson('spam', 'm', ['aaaaa'])]), ['learned']);
    await Promise.all([one.close(), two.close()]);
  });

  test('mysql: a server that hangs', () => hangs(mariadb, at('root', 'bayes')));
}

const postgres = await startPostgres();
if (postgres === null) {
  test('postgresql: a real server', { skip: 'needs PostgreSQL' }, () => undefined);
} else {
  after(() => postgres.stop());
  const at = (login: string, database: string) =>
    `postgresql://${login}@127.0.0.1:${postgres.port}/${database}`;
  run(
    '/usr/bin/psql',
    ['-q', '-h', postgres.socket, '-p', String(postgres.port), '-U', 'postgres'],
    `CREATE DATABASE empty; CREATE ROLE reader LOGIN PASSWORD 'x'`,
  );
  await createBayesTables(parseBayesStoreAddress(at('postgres:secret', 'postgres')), 5000);

  test('postgresql: what a server refuses', async () => {
    await fails(opening(at('postgres:topsecret', 'postgres')), /: correct user and password of the address/);
    await fails(opening(at('postgres', 'postgres')), /correct user and password of the address|password/);
    await fails(opening(at('postgres:secret', 'other')), /create the database, or correct the address/);
    await fails(
      opening(at('postgres:secret', 'empty')),
      /tables of Bayes are missing; make them with SpamAssassin's sql\/bayes_pg\.sql/,
    );
    await fails(opening(at('reader:x', 'postgres')), /GRANT SELECT, INSERT, UPDATE, DELETE on the tables/);
  });

  test('postgresql: another writer does not let go', async () => {
    const [one, two] = [
      await opening(at('postgres:secret', 'postgres'), 500)(),
      await opening(at('postgres:secret', 'postgres'), 500)(),
    ];
    let release: () => void = () => undefined;
    const held = new Promise<void>(resolve => (release = resolve));
    const tokens = (async function* () {
      await held;
      yield* [];
    })();
    const restoring = one.restore({ totals: { spam: 0, ham: 0 }, tokens, seen: [] });
    await new Promise(resolve => setTimeout(resolve, 100));
    await fails(
      () => two.learn([lesson('spam', 'm', ['aaaaa'])]),
      /others have been writing for too long; try again/,
    );
    release();
    await restoring;
    assert.deepEqual(await two.learn([lesson('spam', 'm', ['aaaaa'])]), ['learned']);
    await Promise.all([one.close(), two.close()]);
  });
}

const redis = await startRedis(
  '--requirepass',
  'topsecret',
  '--maxmemory',
  '3mb',
  '--maxmemory-policy',
  'noeviction',
);
if (redis === null) {
  test('redis: a real server', { skip: 'needs redis-server' }, () => undefined);
} else {
  after(() => redis.stop());
  const at = (login: string, database = 0) => `redis://${login}127.0.0.1:${redis.port}/${database}`;

  test('redis: what a server refuses', async () => {
    await fails(opening(at('')), /it wants a password: write it into the address/);
    await fails(opening(at(':wrong-topsecret@')), /correct user and password of the address/);
    await fails(opening(at(':topsecret@', 99)), /DB index is out of range/);
    await fails(
      () => openBayesStore(parseBayesStoreAddress(at(':topsecret@')), { user: 'me' }),
      /holds one set of Bayes data in a database, so none for user me/,
    );
    const store = await opening(at(':topsecret@'), 5000)();
    const keys = (n: number) => Array.from({ length: 5000 }, (_, at) => `${n}${String(at).padStart(4, '0')}`);
    await fails(
      async () => {
        for (let n = 0; n < 9; n += 1) await store.learn([lesson('spam', `m${n}`, keys(n))]);
      },
      /its memory is full: raise maxmemory|OOM/,
      20_000,
    );
    await store.close();
  });

  test('redis: a server that hangs', () => hangs(redis, at(':topsecret@', 1)));
}

test('sqlite: another process does not stop writing', async () => {
  const path = join(folder, 'locked.sqlite');
  const store = await opening(path)();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await fails(
    () => store.learn([lesson('spam', 'm', ['aaaaa'])]),
    /locked\.sqlite: another process has been writing for too long/,
  );
  assert.deepEqual(await store.totals(), { spam: 0, ham: 0 });
  other.exec('ROLLBACK');
  assert.deepEqual(await store.learn([lesson('spam', 'm', ['aaaaa'])]), ['learned']);
  other.close();
  await store.close();
});

test('sqlite: files that are something else, or broken', async () => {
  const path = join(folder, 'broken.sqlite');
  writeFileSync(path, 'From: nobody\n\nnot a database, though long enough to be one\n'.repeat(20));
  await fails(opening(path), /broken\.sqlite: no SQLite database; move it away/);
  await fails(opening('/dev/null/x.sqlite'), /^\/dev\/null\/x\.sqlite: cannot be used: /);
  writeFileSync(path, '');
  await fails(opening(path), /not a database that mailsift made/);
  rmSync(path);

  const other = new DatabaseSync(join(folder, 'other.sqlite'));
  other.exec('CREATE TABLE x (y)');
  other.close();
  await fails(opening(join(folder, 'other.sqlite')), /not a database that mailsift made/);

  const store = await opening(path)();
  const keys = Array.from({ length: 5000 }, (_, at) => String(at).padStart(5, '0'));
  await store.learn([lesson('spam', 'm', keys)]);
  await store.close();
  const file = openSync(path, 'r+');
  for (let page = 3; page < 20; page += 1) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096);
  closeSync(file);
  const broken = await opening(path)();
  await fails(() => broken.tokens(keys), /broken\.sqlite: damaged; move it away and restore a backup/);
  await fails(() => broken.learn([lesson('ham', 'n', keys)]), /damaged/);
  await broken.close();
  truncateSync(path, 4096);
  await fails(async () => (await opening(path)()).tokens(keys), /damaged/);
});

test('sqlite: a newer mailsift made it', async () => {
  const path = join(folder, 'newer.sqlite');
  await (await opening(path)()).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 7');
  db.close();
  await fails(opening(path), /of version 7, and this mailsift knows 1/);
});

test('sqlite: a full disk leaves what was there, and says so', () => {
  const db = new DatabaseSync(join(folder, 'full.sqlite'));
  db.exec('CREATE TABLE t (x); PRAGMA max_page_count = 4');
  assert.throws(
    () => inTransaction(db, () => db.exec(`INSERT INTO t VALUES (zeroblob(100000))`)),
    (thrown: unknown) => {
      const error = sqliteError('/x/full.sqlite', thrown);
      assert.match(
        error.message,
        /^\/x\/full\.sqlite: the disk is full: make room|the disk is full; make room$/,
      );
      return true;
    },
  );
  assert.equal(db.isTransaction, false);
  db.close();
});
