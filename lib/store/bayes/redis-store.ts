/**
 * Bayes data in Redis as SpamAssassin's BayesStore::Redis lays them out, so that both can work on the same: `w:` and the five
 * bytes of a token is a hash of `s` and `h`; `s:` and an id is `s` or `h`; `v:NSPAM`, `v:NHAM`, `v:DB_VERSION` 3,
 * `v:TOKEN_FORMAT` 2. There is one set of data in a database, no times, no count of tokens and no expiry but Redis's own: what
 * is not met again within tokenTtlS goes.
 *
 * Restoring first reads everything and then replaces it bit by bit: if this process is killed then, restore again.
 */
import { MailsiftError } from '../../errors.ts';
import { listOf, RedisRefusal } from '../redis-protocol.ts';
import type { RedisCommand, RedisSession } from '../redis.ts';
import type { BayesContents, BayesState, BayesStore, BayesTotals } from './bayes-store.ts';
import type { Lesson, LessonResult, MessageClass, TokenCounts } from './bayes-store.ts';
import { inChunks } from './chunks.ts';
import { planLessons, type LessonPlan, type LessonStep } from './lesson-plan.ts';
import type { BayesStoreOptions } from './options.ts';
import { clearRedis, readRedisContents, replaceRedisContents } from './redis-contents.ts';
import { EMPTY, seenKey, tokenKey } from './redis-layout.ts';
import { ADD_TO_TOTALS, ADD_TOKENS, GET_COUNTS, TAKE_TOKENS } from './redis-scripts.ts';

const TOKENS_A_SCRIPT = 1000;
const ATTEMPTS = 10;

export class RedisBayesStore implements BayesStore {
  readonly kind = 'redis';
  readonly name: string;
  readonly #session: RedisSession;
  readonly #options: BayesStoreOptions;
  /** Writers of this process take turns: they share a connection. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(session: RedisSession, options: BayesStoreOptions) {
    this.name = session.name;
    this.#session = session;
    this.#options = options;
  }

  /** Throws MailsiftError where the data are not of a kind that we know. */
  static async open(session: RedisSession, options: BayesStoreOptions): Promise<RedisBayesStore> {
    try {
      await checkVersion(session, options.access);
      return new RedisBayesStore(session, options);
    } catch (thrown) {
      await session.close();
      throw thrown;
    }
  }

  async totals(): Promise<BayesTotals> {
    const [values] = await this.#session.pipeline([['MGET', 'v:NSPAM', 'v:NHAM']]);
    const [spam, ham] = listOf(values);
    return { spam: count(spam), ham: count(ham) };
  }

  async tokens(keys: readonly string[]): Promise<ReadonlyMap<string, TokenCounts>> {
    const chunks = [...inChunks(keys, TOKENS_A_SCRIPT)];
    const answers = await this.#session.pipeline(
      chunks.map(chunk => ['EVAL', GET_COUNTS, chunk.length, ...chunk.map(tokenKey)]),
    );
    const found = new Map<string, TokenCounts>();
    for (const [at, chunk] of chunks.entries()) {
      const counts = listOf(answers[at]);
      for (const [n, key] of chunk.entries()) {
        const spam = count(counts[2 * n]);
        const ham = count(counts[2 * n + 1]);
        if (spam > 0 || ham > 0) found.set(key, { spam, ham, atimeS: 0 });
      }
    }
    return found;
  }

  async touch(keys: readonly string[]): Promise<void> {
    this.#checkWritable();
    const { tokenTtlS } = this.#options;
    if (tokenTtlS === undefined) return;
    await this.#session.pipeline(keys.map(key => ['EXPIRE', tokenKey(key), tokenTtlS]));
  }

  async learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]> {
    this.#checkWritable();
    const done = this.#turn.then(() => this.#learn(lessons));
    this.#turn = done.catch(() => undefined);
    return await done;
  }

  /** What has been seen is watched meanwhile: who else learns the same message in between has us look again. */
  async #learn(lessons: readonly Lesson[]): Promise<readonly LessonResult[]> {
    const ids = [...new Set(lessons.flatMap(lesson => lesson.ids))];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const plan = planLessons(lessons, await this.#watchSeen(ids));
      const answers = await this.#session.pipeline([['MULTI'], ...this.#commands(plan), ['EXEC']]);
      const results = answers.at(-1);
      if (results === null) continue;
      const refused = listOf(results).find(one => one instanceof RedisRefusal);
      if (refused !== undefined) throw new MailsiftError(`${this.name}: ${refused.text}`);
      return plan.results;
    }
    throw new MailsiftError(`${this.name}: others were learning the same messages; try again`);
  }

  async #watchSeen(ids: readonly string[]): Promise<Map<string, MessageClass>> {
    const seen = new Map<string, MessageClass>();
    if (ids.length === 0) return seen;
    const keys = ids.map(seenKey);
    const [, flags] = await this.#session.pipeline([
      ['WATCH', ...keys],
      ['MGET', ...keys],
    ]);
    for (const [at, id] of ids.entries()) {
      const flag = listOf(flags)[at];
      if (flag === 's' || flag === 'h') seen.set(id, flag === 's' ? 'spam' : 'ham');
    }
    return seen;
  }

  #commands(plan: LessonPlan): RedisCommand[] {
    const commands = plan.steps.flatMap(step => [...this.#stepCommands(step)]);
    for (const [id, as] of plan.seen) {
      const flag = as === 'spam' ? 's' : 'h';
      if (as === undefined) commands.push(['DEL', seenKey(id)]);
      else if (this.#options.seenTtlS === undefined) commands.push(['SET', seenKey(id), flag]);
      else commands.push(['SETEX', seenKey(id), this.#options.seenTtlS, flag]);
    }
    commands.push(['EVAL', ADD_TO_TOTALS, 2, 'v:NSPAM', 'v:NHAM', plan.spam, plan.ham]);
    return commands;
  }

  *#stepCommands({ kind, tokens }: LessonStep): Iterable<RedisCommand> {
    for (const chunk of inChunks([...tokens], TOKENS_A_SCRIPT)) {
      const keys = chunk.map(([key]) => tokenKey(key));
      const counts = chunk.flatMap(([, { spam, ham }]) => [spam, ham]);
      if (kind === 'take') yield ['EVAL', TAKE_TOKENS, keys.length, ...keys, ...counts];
      else yield ['EVAL', ADD_TOKENS, keys.length, ...keys, this.#options.tokenTtlS ?? 0, ...counts];
    }
  }

  async state(): Promise<BayesState> {
    return {
      ...(await this.totals()),
      tokens: 0,
      oldestAtimeS: 0,
      newestAtimeS: 0,
      lastSyncS: 0,
      lastExpireS: 0,
      lastExpireDeltaS: 0,
      lastExpireCount: 0,
    };
  }

  expire(): Promise<number> {
    return Promise.resolve(0);
  }

  countOlder(timesS: readonly number[]): Promise<readonly number[]> {
    return Promise.resolve(timesS.map(() => 0));
  }

  noteExpiry(): Promise<void> {
    return Promise.resolve();
  }

  async contents(): Promise<BayesContents> {
    return await readRedisContents(this.#session, await this.totals(), this.#options.tokenTtlS);
  }

  async restore(contents: BayesContents): Promise<void> {
    this.#checkWritable();
    await replaceRedisContents(this.#session, contents, this.#options);
  }

  async clear(): Promise<void> {
    this.#checkWritable();
    await clearRedis(this.#session);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  #checkWritable(): void {
    if (this.#options.access === 'read') throw new MailsiftError(`${this.name}: was opened for reading only`);
  }
}

async function checkVersion(session: RedisSession, access: BayesStoreOptions['access']): Promise<void> {
  const [values] = await session.pipeline([['MGET', 'v:DB_VERSION', 'v:TOKEN_FORMAT']]);
  const [version, format] = listOf(values);
  if (version === null || version === undefined) {
    if (access === 'learn') await session.pipeline([['MSETNX', ...EMPTY]]);
    return;
  }
  if (version === '3' && format === '2') return;
  throw new MailsiftError(
    `${session.name}: Bayes data of version ${JSON.stringify(version)}, token format ${JSON.stringify(format)}, and only 3 and 2 are known; ` +
      'sa-learn --backup, an empty database and mailsift learn --restore help',
  );
}

function count(value: unknown): number {
  return Math.max(0, Number(value ?? 0));
}
