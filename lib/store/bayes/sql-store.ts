/**
 * Bayes data in MariaDB, MySQL or PostgreSQL, in SpamAssassin's own tables and with their meaning (its sql/bayes_mysql.sql,
 * sql/bayes_pg.sql; behaviour: spec 5.4, 5.5), so that both can work on the same data at the same time.
 *
 * A batch of lessons is one transaction of few statements. Writers of ours take turns; tokens are written before
 * bayes_vars, as SpamAssassin does, and a transaction that meets a deadlock with it is done again.
 */
import { MailsiftError } from '../../errors.ts';
import { SqlError, type SqlRow, type SqlSession } from '../sql-session.ts';
import type { BayesContents, BayesState, BayesStore, BayesTotals } from './bayes-store.ts';
import type { Lesson, LessonResult, MessageClass, TokenCounts } from './bayes-store.ts';
import { planLessons, type LessonPlan, type TokenGain, type TokenLoss } from './lesson-plan.ts';
import type { BayesStoreOptions } from './options.ts';
import { readSqlContents, replaceSqlContents } from './sql-contents.ts';
import { textHex, type SqlDialect } from './sql-dialect.ts';
import { inChunks } from './chunks.ts';

/** What SpamAssassin writes where there is no oldest token, and the latest time that its columns take. */
const NO_TIME_S = 2_147_483_647;
const TOKENS_A_QUERY = 500;
const ATTEMPTS = 5;
/** For what no message waits for: expiry, restoring. */
export const LONG_LIMIT_MS = 600_000;

export class SqlBayesStore implements BayesStore {
  readonly kind: 'mysql' | 'postgresql';
  readonly name: string;
  readonly #session: SqlSession;
  readonly #connect: () => Promise<SqlSession>;
  readonly #dialect: SqlDialect;
  readonly #options: BayesStoreOptions;
  /** Of contents that may not have been read to their end. */
  readonly #readers: SqlSession[] = [];
  /** Transactions of this process take turns: they share a connection. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    kind: 'mysql' | 'postgresql',
    session: SqlSession,
    connect: () => Promise<SqlSession>,
    dialect: SqlDialect,
    options: BayesStoreOptions,
  ) {
    this.kind = kind;
    this.name = `${session.name} (user ${options.user})`;
    this.#session = session;
    this.#connect = connect;
    this.#dialect = dialect;
    this.#options = options;
  }

  /** Throws MailsiftError where the server cannot be reached or has no tables of a kind that we know. */
  static async open(
    kind: 'mysql' | 'postgresql',
    connect: () => Promise<SqlSession>,
    dialect: SqlDialect,
    options: BayesStoreOptions,
  ): Promise<SqlBayesStore> {
    const session = await connect();
    try {
      await checkTables(session, dialect);
      return new SqlBayesStore(kind, session, connect, dialect, options);
    } catch (thrown) {
      await session.close();
      throw thrown;
    }
  }

  async totals(): Promise<BayesTotals> {
    const row = await this.#vars();
    return { spam: count(row?.['spam_count']), ham: count(row?.['ham_count']) };
  }

  async tokens(keys: readonly string[]): Promise<ReadonlyMap<string, TokenCounts>> {
    const found = new Map<string, TokenCounts>();
    const id = keys.length === 0 ? undefined : await this.#userId();
    if (id === undefined) return found;
    for (const chunk of inChunks(keys, TOKENS_A_QUERY)) {
      const { rows } = await this.#session.query(
        `SELECT ${this.#dialect.tokenHex} AS token, spam_count, ham_count, atime FROM bayes_token
         WHERE id = ${id} AND token IN (${this.#list(chunk)})`,
      );
      for (const row of rows) found.set(keyOfHex(row['token']), countsOf(row));
    }
    return found;
  }

  async touch(keys: readonly string[], receivedS: number): Promise<void> {
    this.#checkWritable();
    const atimeS = Math.min(receivedS, NO_TIME_S);
    const stale = [...(await this.tokens(keys))]
      .filter(([, counts]) => counts.atimeS < atimeS - this.#options.touchGrainS)
      .map(([key]) => key);
    if (stale.length === 0) return;
    await this.#transaction(async id => {
      for (const chunk of inChunks(stale, TOKENS_A_QUERY)) {
        await this.#session.query(
          `UPDATE bayes_token SET atime = ${atimeS} WHERE id = ${id} AND token IN (${this.#list(chunk)}) AND atime < ${atimeS}`,
        );
      }
      await this.#session.query(
        `UPDATE bayes_vars SET newest_token_age = ${atimeS} WHERE id = ${id} AND newest_token_age < ${atimeS}`,
      );
    });
  }

  async learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]> {
    return await this.#transaction(async id => {
      const plan = planLessons(lessons, await this.#seen(id, lessons));
      let tokens = 0;
      let oldestS = NO_TIME_S;
      let newestS = 0;
      for (const step of plan.steps) {
        if (step.kind === 'take') {
          tokens -= await this.#take(id, step.tokens);
          continue;
        }
        tokens += await this.#add(id, step.tokens);
        for (const { atimeS } of step.tokens.values()) {
          oldestS = Math.min(oldestS, atimeS);
          newestS = Math.max(newestS, atimeS);
        }
      }
      await this.#note(id, plan);
      await this.#session.query(
        `UPDATE bayes_vars SET spam_count = GREATEST(spam_count + ${plan.spam}, 0),
           ham_count = GREATEST(ham_count + ${plan.ham}, 0), token_count = GREATEST(token_count + ${tokens}, 0),
           oldest_token_age = LEAST(oldest_token_age, ${oldestS}),
           newest_token_age = GREATEST(newest_token_age, ${Math.min(newestS, NO_TIME_S)}) WHERE id = ${id}`,
      );
      return plan.results;
    });
  }

  async #seen(id: number, lessons: readonly Lesson[]): Promise<Map<string, MessageClass>> {
    const byText = new Map<string, string>();
    for (const { ids } of lessons) for (const one of ids) byText.set(textHex(one), one);
    const flags = new Map<string, MessageClass>();
    for (const chunk of inChunks([...byText.values()], TOKENS_A_QUERY)) {
      const list = chunk.map(one => this.#dialect.text(one)).join(',');
      const { rows } = await this.#session.query(
        `SELECT msgid, flag FROM bayes_seen WHERE id = ${id} AND msgid IN (${list})`,
      );
      for (const { msgid, flag } of rows)
        if (flag === 's' || flag === 'h')
          flags.set(Buffer.from(String(msgid), 'utf8').toString('hex'), flag === 's' ? 'spam' : 'ham');
    }
    const seen = new Map<string, MessageClass>();
    for (const { ids } of lessons) {
      for (const one of ids) {
        const as = flags.get(textHex(one));
        if (as !== undefined) seen.set(one, as);
      }
    }
    return seen;
  }

  async #note(id: number, { seen }: LessonPlan): Promise<void> {
    const put: string[] = [];
    const remove: string[] = [];
    for (const [one, as] of seen) {
      const text = this.#dialect.text(one);
      if (as === undefined) remove.push(text);
      else put.push(`(${id},${text},'${as === 'spam' ? 's' : 'h'}')`);
    }
    if (remove.length > 0)
      await this.#session.query(`DELETE FROM bayes_seen WHERE id = ${id} AND msgid IN (${remove.join(',')})`);
    // Ids that differ only behind what the table keeps are one there.
    for (const chunk of inChunks([...new Set(put)], TOKENS_A_QUERY))
      await this.#session.query(this.#dialect.putSeen(chunk.join(',')));
  }

  async #add(id: number, tokens: ReadonlyMap<string, TokenGain>): Promise<number> {
    let made = 0;
    for (const chunk of inChunks([...tokens].sort(byKey), TOKENS_A_QUERY))
      made += await this.#dialect.addTokens(this.#session, id, chunk);
    return made;
  }

  /** Messages mostly take one of each token, so that few statements do. */
  async #take(id: number, tokens: ReadonlyMap<string, TokenLoss>): Promise<number> {
    const groups = new Map<string, string[]>();
    for (const [key, { spam, ham }] of tokens) {
      const change = `spam_count = GREATEST(spam_count - ${spam}, 0), ham_count = GREATEST(ham_count - ${ham}, 0)`;
      const group = groups.get(change);
      if (group === undefined) groups.set(change, [key]);
      else group.push(key);
    }
    let removed = 0;
    for (const [change, keys] of groups) {
      for (const chunk of inChunks(keys.sort(), TOKENS_A_QUERY)) {
        const where = `WHERE id = ${id} AND token IN (${this.#list(chunk)})`;
        await this.#session.query(`UPDATE bayes_token SET ${change} ${where}`);
        const { affected } = await this.#session.query(
          `DELETE FROM bayes_token ${where} AND spam_count <= 0 AND ham_count <= 0`,
        );
        removed += affected;
      }
    }
    return removed;
  }

  async state(): Promise<BayesState> {
    const row = await this.#vars();
    const oldestS = count(row?.['oldest_token_age']);
    return {
      spam: count(row?.['spam_count']),
      ham: count(row?.['ham_count']),
      tokens: count(row?.['token_count']),
      oldestAtimeS: oldestS === NO_TIME_S ? 0 : oldestS,
      newestAtimeS: count(row?.['newest_token_age']),
      lastSyncS: 0,
      lastExpireS: count(row?.['last_expire']),
      lastExpireDeltaS: count(row?.['last_atime_delta']),
      lastExpireCount: count(row?.['last_expire_reduce']),
    };
  }

  async expire(beforeS: number, note: { readonly nowS: number; readonly deltaS: number }): Promise<number> {
    return await this.#transaction(async id => {
      const { affected } = await this.#session.query(
        `DELETE FROM bayes_token WHERE id = ${id} AND atime < ${beforeS}`,
        LONG_LIMIT_MS,
      );
      await this.#session.query(
        `UPDATE bayes_vars SET token_count = GREATEST(token_count - ${affected}, 0), last_expire = ${note.nowS},
           last_atime_delta = ${note.deltaS}, last_expire_reduce = ${affected},
           oldest_token_age = (SELECT COALESCE(MIN(atime), ${NO_TIME_S}) FROM bayes_token WHERE id = ${id})
         WHERE id = ${id}`,
        LONG_LIMIT_MS,
      );
      return affected;
    });
  }

  async countOlder(timesS: readonly number[]): Promise<readonly number[]> {
    const id = timesS.length === 0 ? undefined : await this.#userId();
    if (id === undefined) return timesS.map(() => 0);
    const sums = timesS.map((timeS, at) => `SUM(CASE WHEN atime < ${timeS} THEN 1 ELSE 0 END) AS n${at}`);
    const { rows } = await this.#session.query(
      `SELECT ${sums.join(', ')} FROM bayes_token WHERE id = ${id}`,
      LONG_LIMIT_MS,
    );
    return timesS.map((_, at) => count(rows[0]?.[`n${at}`]));
  }

  async noteExpiry(nowS: number): Promise<void> {
    await this.#transaction(async id => {
      await this.#session.query(`UPDATE bayes_vars SET last_expire = ${nowS} WHERE id = ${id}`);
    });
  }

  async contents(): Promise<BayesContents> {
    return await readSqlContents(
      async () => {
        const session = await this.#connect();
        this.#readers.push(session);
        return session;
      },
      this.#dialect,
      this.#options.user,
    );
  }

  async restore(contents: BayesContents): Promise<void> {
    await this.#transaction(id => replaceSqlContents(this.#session, this.#dialect, id, contents), 1);
  }

  async clear(): Promise<void> {
    await this.restore({ totals: { spam: 0, ham: 0 }, tokens: [], seen: [] });
  }

  async close(): Promise<void> {
    await Promise.all([this.#session, ...this.#readers].map(session => session.close()));
  }

  #list(keys: readonly string[]): string {
    return keys.map(key => this.#dialect.token(key)).join(',');
  }

  async #vars(): Promise<SqlRow | undefined> {
    const { rows } = await this.#session.query(
      `SELECT * FROM bayes_vars WHERE username = ${this.#dialect.text(this.#options.user)}`,
    );
    return rows[0];
  }

  async #userId(): Promise<number | undefined> {
    const id = count((await this.#vars())?.['id']);
    return id === 0 ? undefined : id;
  }

  async #ensureUser(): Promise<number> {
    const known = await this.#userId();
    if (known !== undefined) return known;
    await this.#session.query(this.#dialect.makeUser(this.#options.user));
    const made = await this.#userId();
    if (made === undefined) throw new MailsiftError(`${this.name}: no row of bayes_vars could be made`);
    return made;
  }

  #checkWritable(): void {
    if (this.#options.access === 'read') throw new MailsiftError(`${this.name}: was opened for reading only`);
  }

  async #transaction<T>(work: (id: number) => Promise<T>, attempts = ATTEMPTS): Promise<T> {
    this.#checkWritable();
    const done = this.#turn.then(() => this.#attempt(work, attempts));
    this.#turn = done.catch(() => undefined);
    return await done;
  }

  /** Wholly or not at all; again where SpamAssassin was in the way. */
  async #attempt<T>(work: (id: number) => Promise<T>, attempts: number): Promise<T> {
    const { user, timeoutMs } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        // The server gives up waiting before we do.
        await this.#dialect.begin(this.#session, user, timeoutMs * 0.8);
        const result = await work(await this.#ensureUser());
        await this.#session.query('COMMIT');
        await this.#dialect.end(this.#session, user);
        return result;
      } catch (thrown) {
        await this.#rollBack();
        if (!(thrown instanceof SqlError) || thrown.kind !== 'again' || attempt >= attempts) throw thrown;
      }
    }
  }

  /** What went wrong before is what is told. */
  async #rollBack(): Promise<void> {
    try {
      await this.#session.query('ROLLBACK');
      await this.#dialect.end(this.#session, this.#options.user);
    } catch {
      // The connection is gone, and with it the transaction.
    }
  }
}

async function checkTables(session: SqlSession, { schemaFile }: SqlDialect): Promise<void> {
  let version: unknown;
  try {
    const { rows } = await session.query("SELECT value FROM bayes_global_vars WHERE variable = 'VERSION'");
    version = rows[0]?.['value'];
  } catch (thrown) {
    if (!(thrown instanceof SqlError) || thrown.kind !== 'no-table') throw thrown;
    throw new MailsiftError(
      `${session.name}: the tables of Bayes are missing; make them with SpamAssassin's ${schemaFile}, or: mailsift learn --create-tables`,
      { cause: thrown },
    );
  }
  if (version === '3') return;
  throw new MailsiftError(
    `${session.name}: bayes_global_vars says version "${String(version)}", and only 3 is known; see SpamAssassin's ${schemaFile}`,
  );
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function countsOf(row: SqlRow): TokenCounts {
  return { spam: count(row['spam_count']), ham: count(row['ham_count']), atimeS: count(row['atime']) };
}

/** Servers give large numbers as text. Counts below 0, which old bugs have left, are 0. */
function count(value: unknown): number {
  return Math.max(0, Number(value ?? 0));
}

/** SpamAssassin pads what a CHAR column has cut. */
export function keyOfHex(hex: unknown): string {
  return Buffer.from(String(hex), 'hex').toString('latin1').padEnd(5, ' ');
}
