/** Everything that SpamAssassin's tables hold for a user, read page by page; and everything replaced in one transaction. */
import type { SqlRow, SqlSession } from '../sql-session.ts';
import type { BayesContents, MessageClass, SeenEntry, TokenEntry } from './bayes-store.ts';
import type { TokenGain } from './lesson-plan.ts';
import type { SqlDialect } from './sql-dialect.ts';

const PAGE = 5000;
const BATCH = 1000;
const LIMIT_MS = 600_000;

/** As of one moment, on a connection of its own that is closed when all ids have been read; tokens are to be read before them, once. */
export async function readSqlContents(
  connect: () => Promise<SqlSession>,
  dialect: SqlDialect,
  user: string,
): Promise<BayesContents> {
  const session = await connect();
  try {
    await session.query(dialect.beginReading);
    const { rows } = await session.query(
      `SELECT id, spam_count, ham_count FROM bayes_vars WHERE username = ${dialect.text(user)}`,
    );
    const id = Number(rows[0]?.['id'] ?? 0);
    return {
      totals: {
        spam: Math.max(0, Number(rows[0]?.['spam_count'] ?? 0)),
        ham: Math.max(0, Number(rows[0]?.['ham_count'] ?? 0)),
      },
      tokens: tokens(session, dialect, id),
      seen: seen(session, dialect, id),
    };
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
}

async function* tokens(session: SqlSession, dialect: SqlDialect, id: number): AsyncIterable<TokenEntry> {
  const columns = `${dialect.tokenHex} AS token, spam_count, ham_count, atime`;
  const page = (after: string): string => {
    const rest = after === '' ? '' : `AND token > ${dialect.token(after)}`;
    return `SELECT ${columns} FROM bayes_token WHERE id = ${id} ${rest} ORDER BY bayes_token.token LIMIT ${PAGE}`;
  };
  for (let after = ''; ;) {
    const { rows } = await session.query(page(after), LIMIT_MS);
    for (const row of rows) {
      const entry = tokenEntry(row);
      if (entry.spam > 0 || entry.ham > 0) yield entry;
      after = entry.key;
    }
    if (rows.length < PAGE) return;
  }
}

function tokenEntry(row: SqlRow): TokenEntry {
  return {
    key: Buffer.from(String(row['token']), 'hex').toString('latin1').padEnd(5, ' '),
    spam: Math.max(0, Number(row['spam_count'])),
    ham: Math.max(0, Number(row['ham_count'])),
    atimeS: Number(row['atime']),
  };
}

async function* seen(session: SqlSession, dialect: SqlDialect, id: number): AsyncIterable<SeenEntry> {
  try {
    for (let after: string | undefined; ;) {
      const rest = after === undefined ? '' : `AND msgid > ${dialect.text(after)}`;
      const { rows } = await session.query(
        `SELECT msgid, flag FROM bayes_seen WHERE id = ${id} ${rest} ORDER BY msgid LIMIT ${PAGE}`,
        LIMIT_MS,
      );
      for (const { msgid, flag } of rows) {
        after = Buffer.from(String(msgid), 'utf8').toString('latin1');
        if (flag === 's' || flag === 'h') yield { id: after, as: flag === 's' ? 'spam' : 'ham' };
      }
      if (rows.length < PAGE) return;
    }
  } finally {
    await session.close();
  }
}

/** Within the caller's transaction. */
export async function replaceSqlContents(
  session: SqlSession,
  dialect: SqlDialect,
  id: number,
  contents: BayesContents,
): Promise<void> {
  await session.query(`DELETE FROM bayes_token WHERE id = ${id}`, LIMIT_MS);
  await session.query(`DELETE FROM bayes_seen WHERE id = ${id}`, LIMIT_MS);
  let count = 0;
  let oldestS = 2_147_483_647;
  let newestS = 0;
  let batch = new Map<string, TokenGain>();
  const write = async (): Promise<void> => {
    count += batch.size === 0 ? 0 : await dialect.addTokens(session, id, [...batch], LIMIT_MS);
    batch = new Map();
  };
  for await (const { key, spam, ham, atimeS } of contents.tokens) {
    if (spam === 0 && ham === 0) continue;
    batch.set(key, { spam, ham, atimeS });
    oldestS = Math.min(oldestS, atimeS);
    newestS = Math.min(Math.max(newestS, atimeS), 2_147_483_647);
    if (batch.size >= BATCH) await write();
  }
  await write();
  await replaceSeen(session, dialect, id, contents.seen);
  await session.query(
    `UPDATE bayes_vars SET spam_count = ${contents.totals.spam}, ham_count = ${contents.totals.ham}, token_count = ${count},
       last_expire = 0, last_atime_delta = 0, last_expire_reduce = 0, oldest_token_age = ${oldestS},
       newest_token_age = ${newestS} WHERE id = ${id}`,
  );
}

async function replaceSeen(
  session: SqlSession,
  dialect: SqlDialect,
  id: number,
  entries: BayesContents['seen'],
): Promise<void> {
  /** By text as the table keeps it. */
  let batch = new Map<string, MessageClass>();
  const write = async (): Promise<void> => {
    const rows = [...batch].map(([text, as]) => `(${id},${text},'${as === 'spam' ? 's' : 'h'}')`);
    if (rows.length > 0) await session.query(dialect.putSeen(rows.join(',')), LIMIT_MS);
    batch = new Map();
  };
  for await (const { id: one, as } of entries) {
    batch.set(dialect.text(one), as);
    if (batch.size >= BATCH) await write();
  }
  await write();
}
