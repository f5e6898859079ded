/**
 * Bayes data in one SQLite file. Opened for reading it costs little (one file, no lock), and where the file is missing nothing
 * has been learnt yet. Each lesson costs the same however much was learnt before.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MailsiftError } from '../../errors.ts';
import { inTransaction, openSqlite, sqliteError } from '../sqlite.ts';
import type { BayesContents, BayesState, BayesStore, BayesTotals } from './bayes-store.ts';
import type { Lesson, LessonResult, MessageClass, TokenCounts } from './bayes-store.ts';
import {
  planLessons,
  type LessonPlan,
  type LessonStep,
  type TokenGain,
  type TokenLoss,
} from './lesson-plan.ts';
import { inChunks } from './chunks.ts';
import type { BayesStoreOptions } from './options.ts';
import { readContents, replaceContents } from './sqlite-contents.ts';
import { bayesFile } from './sqlite-schema.ts';
import { keyNumber } from './token-key.ts';

/** In one statement: from one to the next takes longer than from row to row. */
const ROWS_AT_ONCE = 100;
/** As SpamAssassin writes it: there is none. */
const NO_TIME_S = 2_147_483_647;

export class SqliteBayesStore implements BayesStore {
  readonly kind = 'sqlite';
  readonly name: string;
  readonly #path: string;
  readonly #options: BayesStoreOptions;
  /** undefined: there is no file, and it is only to be read. */
  readonly #db: DatabaseSync | undefined;
  /** Of contents that may not have been read to their end. */
  readonly #readers: DatabaseSync[] = [];
  readonly #statements = new Map<string, StatementSync>();

  /** Throws MailsiftError. */
  constructor(path: string, options: BayesStoreOptions) {
    this.name = `${path} (user ${options.user})`;
    this.#path = path;
    this.#options = options;
    this.#db = openSqlite(bayesFile(path), options.access === 'learn' ? 'write' : 'read', options.timeoutMs);
  }

  totals(): Promise<BayesTotals> {
    return this.#reading({ spam: 0, ham: 0 }, db => {
      const row = this.#prepare(db, 'SELECT spam, ham FROM user WHERE name = ?').get(this.#options.user);
      return { spam: Number(row?.['spam'] ?? 0), ham: Number(row?.['ham'] ?? 0) };
    });
  }

  tokens(keys: readonly string[]): Promise<ReadonlyMap<string, TokenCounts>> {
    return this.#reading(new Map(), db => this.#find(db, keys));
  }

  #find(db: DatabaseSync, keys: readonly string[]): Map<string, TokenCounts> {
    const found = new Map<string, TokenCounts>();
    const user = this.#userId(db);
    if (user === undefined) return found;
    const select = this.#prepare(db, 'SELECT spam, ham, atime FROM token WHERE user = ? AND token = ?');
    for (const key of keys) {
      const row = select.get(user, keyNumber(key));
      if (row !== undefined)
        found.set(key, { spam: Number(row['spam']), ham: Number(row['ham']), atimeS: Number(row['atime']) });
    }
    return found;
  }

  touch(keys: readonly string[], atimeS: number): Promise<void> {
    return this.#writing(db => {
      const before = atimeS - this.#options.touchGrainS;
      const stale = [...this.#find(db, keys)].filter(([, counts]) => counts.atimeS < before);
      if (stale.length === 0) return;
      inTransaction(db, () => {
        const user = this.#userId(db) ?? 0;
        const update = this.#prepare(
          db,
          'UPDATE token SET atime = ?1 WHERE user = ?2 AND token = ?3 AND atime < ?1',
        );
        for (const [key] of stale) update.run(atimeS, user, keyNumber(key));
        this.#prepare(db, 'UPDATE user SET newest = max(newest, ?) WHERE id = ?').run(atimeS, user);
      });
    });
  }

  learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]> {
    return this.#writing(db =>
      inTransaction(db, () => {
        const user = this.#ensureUser(db);
        const plan = planLessons(lessons, this.#seen(db, user, lessons));
        let tokens = 0;
        for (const step of plan.steps) tokens += this.#follow(db, user, step);
        this.#note(db, user, plan);
        this.#prepare(
          db,
          `UPDATE user SET spam = max(0, spam + ?), ham = max(0, ham + ?), tokens = max(0, tokens + ?) WHERE id = ?`,
        ).run(plan.spam, plan.ham, tokens, user);
        return plan.results;
      }),
    );
  }

  #seen(db: DatabaseSync, user: number, lessons: readonly Lesson[]): Map<string, MessageClass> {
    const seen = new Map<string, MessageClass>();
    const select = this.#prepare(db, 'SELECT class FROM seen WHERE user = ? AND id = ?');
    for (const id of new Set(lessons.flatMap(({ ids }) => ids))) {
      const row = select.get(user, Buffer.from(id, 'latin1'));
      if (row !== undefined) seen.set(id, row['class'] === 'spam' ? 'spam' : 'ham');
    }
    return seen;
  }

  #note(db: DatabaseSync, user: number, { seen }: LessonPlan): void {
    const put = this.#prepare(db, 'INSERT OR REPLACE INTO seen (user, id, class) VALUES (?, ?, ?)');
    const remove = this.#prepare(db, 'DELETE FROM seen WHERE user = ? AND id = ?');
    for (const [id, as] of seen) {
      const bytes = Buffer.from(id, 'latin1');
      if (as === undefined) remove.run(user, bytes);
      else put.run(user, bytes, as);
    }
  }

  /** How many tokens there are more, or less. */
  #follow(db: DatabaseSync, user: number, step: LessonStep): number {
    return step.kind === 'add' ? this.#add(db, user, step.tokens) : -this.#take(db, user, step.tokens);
  }

  #add(db: DatabaseSync, user: number, tokens: ReadonlyMap<string, TokenGain>): number {
    let known = 0;
    let oldestS = NO_TIME_S;
    let newestS = 0;
    const gains = new Map(Array.from(tokens, ([key, gain]) => [keyNumber(key), gain]));
    // In the order in which they lie, so that each page is visited once.
    const numbers = [...Float64Array.from(gains.keys()).sort()];
    for (const chunk of inStatements(numbers)) {
      const values: number[] = [];
      for (const number of chunk) {
        const { spam, ham, atimeS } = gains.get(number) ?? { spam: 0, ham: 0, atimeS: 0 };
        values.push(user, number, spam, ham, atimeS);
        oldestS = Math.min(oldestS, atimeS);
        newestS = Math.max(newestS, atimeS);
      }
      known += Number(this.#prepare(db, countKnown(chunk.length)).get(user, ...chunk)?.['known'] ?? 0);
      this.#prepare(db, addRows(chunk.length)).run(...values);
    }
    this.#prepare(db, 'UPDATE user SET oldest = min(oldest, ?), newest = max(newest, ?) WHERE id = ?').run(
      oldestS,
      newestS,
      user,
    );
    return tokens.size - known;
  }

  #take(db: DatabaseSync, user: number, tokens: ReadonlyMap<string, TokenLoss>): number {
    const update = this.#prepare(
      db,
      'UPDATE token SET spam = max(0, spam - ?), ham = max(0, ham - ?) WHERE user = ? AND token = ?',
    );
    const remove = this.#prepare(
      db,
      'DELETE FROM token WHERE user = ? AND token = ? AND spam = 0 AND ham = 0',
    );
    let removed = 0;
    for (const [key, { spam, ham }] of tokens) {
      const number = keyNumber(key);
      update.run(spam, ham, user, number);
      removed += Number(remove.run(user, number).changes);
    }
    return removed;
  }

  state(): Promise<BayesState> {
    return this.#reading(stateOf(undefined), db =>
      stateOf(this.#prepare(db, 'SELECT * FROM user WHERE name = ?').get(this.#options.user)),
    );
  }

  expire(beforeS: number, note: { readonly nowS: number; readonly deltaS: number }): Promise<number> {
    return this.#writing(db =>
      inTransaction(db, () => {
        const user = this.#ensureUser(db);
        const removed = Number(
          this.#prepare(db, 'DELETE FROM token WHERE user = ? AND atime < ?').run(user, beforeS).changes,
        );
        this.#prepare(
          db,
          `UPDATE user SET tokens = max(0, tokens - ?1), last_expire = ?2, last_expire_delta = ?3, last_expire_count = ?1,
             oldest = (SELECT ifnull(min(atime), ${NO_TIME_S}) FROM token WHERE user = ?4) WHERE id = ?4`,
        ).run(removed, note.nowS, note.deltaS, user);
        return removed;
      }),
    );
  }

  countOlder(timesS: readonly number[]): Promise<readonly number[]> {
    const none = timesS.map(() => 0);
    return this.#reading(none, db => {
      const user = this.#userId(db);
      if (user === undefined || timesS.length === 0) return none;
      const sums = timesS.map((_, at) => `ifnull(sum(atime < ?), 0) AS n${at}`).join(', ');
      const row = this.#prepare(db, `SELECT ${sums} FROM token WHERE user = ?`).get(...timesS, user);
      return timesS.map((_, at) => Number(row?.[`n${at}`] ?? 0));
    });
  }

  noteExpiry(nowS: number): Promise<void> {
    return this.#writing(db =>
      inTransaction(db, () => {
        this.#prepare(db, 'UPDATE user SET last_expire = ? WHERE id = ?').run(nowS, this.#ensureUser(db));
      }),
    );
  }

  contents(): BayesContents {
    return readContents(this.#path, this.#options, db => this.#readers.push(db));
  }

  async restore(contents: BayesContents): Promise<void> {
    const db = this.#writable();
    try {
      await replaceContents(db, contents, () => this.#ensureUser(db));
    } catch (thrown) {
      throw sqliteError(this.#path, thrown);
    }
  }

  clear(): Promise<void> {
    return this.restore({ totals: { spam: 0, ham: 0 }, tokens: [], seen: [] });
  }

  close(): Promise<void> {
    this.#statements.clear();
    for (const db of [this.#db, ...this.#readers]) if (db?.isOpen === true) db.close();
    return Promise.resolve();
  }

  #userId(db: DatabaseSync): number | undefined {
    const row = this.#prepare(db, 'SELECT id FROM user WHERE name = ?').get(this.#options.user);
    return row === undefined ? undefined : Number(row['id']);
  }

  #ensureUser(db: DatabaseSync): number {
    const known = this.#userId(db);
    if (known !== undefined) return known;
    this.#prepare(db, 'INSERT INTO user (name) VALUES (?)').run(this.#options.user);
    return this.#userId(db) ?? 0;
  }

  #prepare(db: DatabaseSync, sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #writable(): DatabaseSync {
    if (this.#options.access === 'learn' && this.#db !== undefined) return this.#db;
    throw new MailsiftError(`${this.name}: was opened for reading only`);
  }

  #reading<T>(none: T, read: (db: DatabaseSync) => T): Promise<T> {
    const db = this.#db;
    return Promise.try(() => (db === undefined ? none : this.#explained(() => read(db))));
  }

  #writing<T>(write: (db: DatabaseSync) => T): Promise<T> {
    return Promise.try(() => {
      const db = this.#writable();
      return this.#explained(() => write(db));
    });
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw sqliteError(this.#path, thrown);
    }
  }
}

/** Statements of two lengths are enough. */
function* inStatements(numbers: readonly number[]): Iterable<readonly number[]> {
  const rest = numbers.length % ROWS_AT_ONCE;
  yield* inChunks(numbers.slice(rest), ROWS_AT_ONCE);
  yield* inChunks(numbers.slice(0, rest), 1);
}

function countKnown(rows: number): string {
  return `SELECT count(*) AS known FROM token WHERE user = ? AND token IN (${Array(rows).fill('?').join()})`;
}

function addRows(rows: number): string {
  return `INSERT INTO token (user, token, spam, ham, atime) VALUES ${Array(rows).fill('(?,?,?,?,?)').join()}
    ON CONFLICT DO UPDATE SET spam = spam + excluded.spam, ham = ham + excluded.ham, atime = max(atime, excluded.atime)`;
}

function stateOf(row: Readonly<Record<string, unknown>> | undefined): BayesState {
  const number = (name: string): number => Number(row?.[name] ?? 0);
  const oldestS = number('oldest');
  return {
    spam: number('spam'),
    ham: number('ham'),
    tokens: number('tokens'),
    oldestAtimeS: oldestS === NO_TIME_S ? 0 : oldestS,
    newestAtimeS: number('newest'),
    lastSyncS: 0,
    lastExpireS: number('last_expire'),
    lastExpireDeltaS: number('last_expire_delta'),
    lastExpireCount: number('last_expire_count'),
  };
}
