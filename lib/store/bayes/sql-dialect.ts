/**
 * What MySQL and PostgreSQL say differently, for the statements on SpamAssassin's tables. Tokens and texts are written in hexadecimal:
 * nothing in a message can end a literal, whatever the server thinks of backslashes.
 */
import { SqlError, type SqlSession } from '../sql-session.ts';
import type { TokenGain } from './lesson-plan.ts';
import { keyHex } from './token-key.ts';

export interface SqlDialect {
  /** SpamAssassin's file with the tables. */
  readonly schemaFile: string;
  token(key: string): string;
  /** A byte string that is UTF-8, or else Latin-1. */
  text(bytes: string): string;
  /** An expression that gives the token in hexadecimal. */
  readonly tokenHex: string;
  /** Begins a transaction; mailsift's own writers wait for each other. */
  begin(session: SqlSession, user: string, waitMs: number): Promise<void>;
  /** After commit or rollback. */
  end(session: SqlSession, user: string): Promise<void>;
  /** Begins to read as of one moment. */
  readonly beginReading: string;
  makeUser(user: string): string;
  /** How many tokens are new. */
  addTokens(
    session: SqlSession,
    id: number,
    tokens: readonly (readonly [string, TokenGain])[],
    limitMs?: number,
  ): Promise<number>;
  putSeen(rows: string): string;
}

/** Message ids are noted as far as the column of SpamAssassin's table goes. */
const MAX_TEXT_BYTES = 200;

/** Of the columns of SpamAssassin's tables. */
const MAX_INTEGER = 2_147_483_647;

/** NUL, which PostgreSQL does not take, is left out. */
export function textHex(bytes: string): string {
  const raw = Buffer.from(bytes.replaceAll('\0', '').slice(0, MAX_TEXT_BYTES), 'latin1');
  const utf8 = raw.toString('utf8');
  const text = utf8.includes('\ufffd') ? raw.toString('latin1').slice(0, MAX_TEXT_BYTES / 2) : utf8;
  return Buffer.from(text, 'utf8').toString('hex');
}

function values(
  dialect: Pick<SqlDialect, 'token'>,
  id: number,
  tokens: readonly (readonly [string, TokenGain])[],
): string {
  return tokens
    .map(([key, { spam, ham, atimeS }]) => {
      const numbers = [spam, ham, atimeS].map(number => Math.min(number, MAX_INTEGER));
      return `(${id},${dialect.token(key)},${numbers.join(',')})`;
    })
    .join(',');
}

const COLUMNS = 'bayes_token (id, token, spam_count, ham_count, atime)';

export const MYSQL: SqlDialect = {
  schemaFile: 'sql/bayes_mysql.sql',
  token: key => `x'${keyHex(key)}'`,
  text: bytes => `_utf8mb4 x'${textHex(bytes)}'`,
  tokenHex: 'HEX(token)',
  begin: async (session, user, waitMs) => {
    const { rows } = await session.query(`SELECT GET_LOCK(${mysqlLock(user)}, ${waitMs / 1000}) AS got`);
    if (Number(rows[0]?.['got']) !== 1) {
      throw new SqlError(
        `${session.name}: others have been writing for too long; try again`,
        'other',
        undefined,
      );
    }
    await session.query('START TRANSACTION');
  },
  end: async (session, user) => {
    await session.query(`DO RELEASE_LOCK(${mysqlLock(user)})`);
  },
  beginReading: 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  makeUser: user => `INSERT IGNORE INTO bayes_vars (username) VALUES (${MYSQL.text(user)})`,
  addTokens: async (session, id, tokens, limitMs) => {
    const { affected } = await session.query(
      `INSERT INTO ${COLUMNS} VALUES ${values(MYSQL, id, tokens)}
       ON DUPLICATE KEY UPDATE spam_count = GREATEST(spam_count, 0) + VALUES(spam_count),
         ham_count = GREATEST(ham_count, 0) + VALUES(ham_count), atime = GREATEST(atime, VALUES(atime))`,
      limitMs,
    );
    // 1 for a row that is new, 2 for one that was there.
    return Math.min(tokens.length, Math.max(0, 2 * tokens.length - affected));
  },
  putSeen: rows =>
    `INSERT INTO bayes_seen (id, msgid, flag) VALUES ${rows} ON DUPLICATE KEY UPDATE flag = VALUES(flag)`,
};

/** Locks are the server's, not the database's; a name has 64 characters at most. */
function mysqlLock(user: string): string {
  return `CONCAT('mailsift ', MD5(CONCAT(DATABASE(), '/bayes/', ${MYSQL.text(user)})))`;
}

export const POSTGRESQL: SqlDialect = {
  schemaFile: 'sql/bayes_pg.sql',
  token: key => `decode('${keyHex(key)}', 'hex')`,
  text: bytes => `convert_from(decode('${textHex(bytes)}', 'hex'), 'UTF8')`,
  tokenHex: "encode(token, 'hex')",
  begin: async (session, user, waitMs) => {
    await session.query(
      `BEGIN; SET LOCAL lock_timeout = ${Math.ceil(waitMs)};
       SELECT pg_advisory_xact_lock(hashtext('mailsift bayes'), hashtext(${POSTGRESQL.text(user)}))`,
    );
  },
  end: () => Promise.resolve(),
  beginReading: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  makeUser: user =>
    `INSERT INTO bayes_vars (username) VALUES (${POSTGRESQL.text(user)}) ON CONFLICT DO NOTHING`,
  addTokens: async (session, id, tokens, limitMs) => {
    const { rows } = await session.query(
      `WITH written AS (INSERT INTO ${COLUMNS} VALUES ${values(POSTGRESQL, id, tokens)}
         ON CONFLICT (id, token) DO UPDATE SET
           spam_count = GREATEST(bayes_token.spam_count, 0) + EXCLUDED.spam_count,
           ham_count = GREATEST(bayes_token.ham_count, 0) + EXCLUDED.ham_count,
           atime = GREATEST(bayes_token.atime, EXCLUDED.atime)
         RETURNING xmax = 0 AS made)
       SELECT count(*) AS made FROM written WHERE made`,
      limitMs,
    );
    return Number(rows[0]?.['made'] ?? 0);
  },
  putSeen: rows =>
    `INSERT INTO bayes_seen (id, msgid, flag) VALUES ${rows} ON CONFLICT (id, msgid) DO UPDATE SET flag = EXCLUDED.flag`,
};
