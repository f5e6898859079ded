/**
 * Everything that Redis holds, found bit by bit while others go on learning; and everything replaced. A token has no time there:
 * it is told from how long it still has to live, or where that is not known, as now.
 */
import { randomInt } from 'node:crypto';
import { listOf } from '../redis-protocol.ts';
import type { RedisCommand, RedisSession } from '../redis.ts';
import type { BayesContents, BayesTotals, SeenEntry, TokenEntry } from './bayes-store.ts';
import { inChunks } from './chunks.ts';
import type { BayesStoreOptions } from './options.ts';
import { EMPTY, seenKey, tokenKey } from './redis-layout.ts';
import { ADD_TOKENS, GET_COUNTS } from './redis-scripts.ts';

const BATCH = 1000;
const LIMIT_MS = 600_000;

export async function readRedisContents(
  session: RedisSession,
  totals: BayesTotals,
  tokenTtlS: number | undefined,
): Promise<BayesContents> {
  const [time] = await session.pipeline([['TIME']]);
  const nowS = Number(listOf(time)[0] ?? 0);
  return { totals, tokens: tokens(session, nowS, tokenTtlS), seen: seen(session) };
}

async function* tokens(
  session: RedisSession,
  nowS: number,
  tokenTtlS: number | undefined,
): AsyncIterable<TokenEntry> {
  for await (const keys of pagesOf(session, 'w:*')) {
    const [answer, ...livesS] = await session.pipeline(
      [['EVAL', GET_COUNTS, keys.length, ...keys], ...keys.map((key): RedisCommand => ['TTL', key])],
      LIMIT_MS,
    );
    const counts = listOf(answer);
    for (const [at, key] of keys.entries()) {
      const spam = Math.max(0, Number(counts[2 * at]));
      const ham = Math.max(0, Number(counts[2 * at + 1]));
      const leftS = Number(livesS[at]);
      const ageS = tokenTtlS === undefined || leftS < 0 ? 0 : Math.max(0, tokenTtlS - leftS);
      if (key.length === 7 && (spam > 0 || ham > 0))
        yield { key: key.slice(2), spam, ham, atimeS: nowS - ageS };
    }
  }
}

async function* seen(session: RedisSession): AsyncIterable<SeenEntry> {
  for await (const keys of pagesOf(session, 's:*')) {
    const [flags] = await session.pipeline([['MGET', ...keys]], LIMIT_MS);
    for (const [at, key] of keys.entries()) {
      const flag = listOf(flags)[at];
      if (flag === 's' || flag === 'h') yield { id: key.slice(2), as: flag === 's' ? 'spam' : 'ham' };
    }
  }
}

/** Each key once, though SCAN may find it twice. */
async function* pagesOf(session: RedisSession, pattern: string): AsyncIterable<readonly string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [page] = await session.pipeline([['SCAN', cursor, 'MATCH', pattern, 'COUNT', BATCH]], LIMIT_MS);
    const [next, keys] = listOf(page);
    cursor = typeof next === 'string' ? next : '0';
    const fresh = listOf(keys)
      .filter(key => typeof key === 'string')
      .filter(key => !found.has(key));
    for (const key of fresh) found.add(key);
    if (fresh.length > 0) yield fresh;
  } while (cursor !== '0');
}

export async function clearRedis(session: RedisSession): Promise<void> {
  await session.pipeline([['MSET', ...EMPTY]]);
  for (const pattern of ['w:*', 's:*'])
    for await (const keys of pagesOf(session, pattern)) await session.pipeline([['DEL', ...keys]], LIMIT_MS);
}

/** Lives between 0.7 and 1.7 times as long as usual, as SpamAssassin gives them, so that not all end at once. */
export async function replaceRedisContents(
  session: RedisSession,
  contents: BayesContents,
  { tokenTtlS, seenTtlS }: BayesStoreOptions,
): Promise<void> {
  const newTokens: TokenEntry[] = [];
  for await (const entry of contents.tokens) if (entry.spam > 0 || entry.ham > 0) newTokens.push(entry);
  const newSeen: SeenEntry[] = [];
  for await (const entry of contents.seen) newSeen.push(entry);
  await clearRedis(session);
  for (const chunk of inChunks(newTokens, BATCH)) {
    const keys = chunk.map(({ key }) => tokenKey(key));
    const counts = chunk.flatMap(({ spam, ham }) => [spam, ham]);
    const commands: RedisCommand[] = [['EVAL', ADD_TOKENS, keys.length, ...keys, 0, ...counts]];
    if (tokenTtlS !== undefined) for (const key of keys) commands.push(['EXPIRE', key, someTtlS(tokenTtlS)]);
    await session.pipeline(commands, LIMIT_MS);
  }
  for (const chunk of inChunks(newSeen, BATCH)) {
    const commands = chunk.map(({ id, as }): RedisCommand => {
      const flag = as === 'spam' ? 's' : 'h';
      return seenTtlS === undefined
        ? ['SET', seenKey(id), flag]
        : ['SETEX', seenKey(id), someTtlS(seenTtlS), flag];
    });
    await session.pipeline(commands, LIMIT_MS);
  }
  const { spam, ham } = contents.totals;
  await session.pipeline([['MSET', 'v:NSPAM', spam, 'v:NHAM', ham]]);
}

function someTtlS(ttlS: number): number {
  return Math.max(1, Math.floor((ttlS * randomInt(700, 1700)) / 1000));
}
