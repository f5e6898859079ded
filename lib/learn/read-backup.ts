/**
 * Reads what `sa-learn --backup` (or `mailsift learn --backup`) has written, versions 2 and 3 of the form (spec 5.6): in version
 * 2 tokens are text and are hashed here. As sa-learn reads it: of two lines for one thing the later counts, tokens
 * that were in no message go, times in the future become now. Throws UsageError for what is no such file. Lines that mean
 * nothing are passed over and counted.
 */
import { KEY_BYTES, tokenKey } from '../bayes/token-key.ts';
import { UsageError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import type { BayesContents, MessageClass, TokenCounts } from '../store/bayes/bayes-store.ts';
import { textLines } from './text-lines.ts';

export interface Backup extends BayesContents {
  readonly tokenCount: number;
  readonly seenCount: number;
  /** Lines that are not of the form. */
  readonly passedOver: number;
}

const MAX_COUNT = 2 ** 32 - 1;

/** `name` is for the error. */
export function readBackup(source: ByteSource, name: string, nowS: number): Backup {
  const lines = textLines(source);
  const first = lines.next();
  const version = first.done === true ? undefined : /^v\s+(\d+)\s+db_version/.exec(first.value)?.[1];
  if (version === undefined)
    throw new UsageError(`${name} is no backup of sa-learn: its first line does not tell the db_version`);
  if (version !== '2' && version !== '3')
    throw new UsageError(`${name} is a backup of version ${version}; only 2 and 3 can be read`);
  const keyOf = version === '2' ? tokenKey : unhexed;
  const tokens = new Map<string, TokenCounts>();
  const seen = new Map<string, MessageClass>();
  const totals = new Map<string, number>();
  let passedOver = 0;
  for (const line of lines) {
    const fields = /^([vts])\s+(.*)$/s.exec(line);
    const known =
      fields !== null &&
      (fields[1] === 'v'
        ? noteTotal(fields[2] ?? '', totals)
        : fields[1] === 't'
          ? noteToken(fields[2] ?? '', keyOf, nowS, tokens)
          : noteSeen(fields[2] ?? '', seen));
    if (!known) passedOver += 1;
  }
  const [spam, ham] = [totals.get('num_spam'), totals.get('num_nonspam')];
  if (spam === undefined || ham === undefined)
    throw new UsageError(`${name} does not tell num_spam and num_nonspam; it is not whole`);
  return {
    totals: { spam, ham },
    tokens: entriesOf(tokens),
    seen: [...seen].map(([id, as]) => ({ id, as })),
    tokenCount: tokens.size,
    seenCount: seen.size,
    passedOver,
  };
}

function* entriesOf(tokens: ReadonlyMap<string, TokenCounts>): Generator<TokenCounts & { key: string }> {
  for (const [key, counts] of tokens) yield { key, ...counts };
}

function noteTotal(text: string, totals: Map<string, number>): boolean {
  const [, value = '', name = ''] = /^(-?\d+)\s+(\S+)/.exec(text) ?? [];
  if (value === '') return false;
  totals.set(name, count(value));
  return true;
}

function noteToken(
  text: string,
  keyOf: (token: string) => string | undefined,
  nowS: number,
  tokens: Map<string, TokenCounts>,
): boolean {
  const [, spamText = '', hamText = '', atime = '', token = ''] =
    /^(-?\d+)\s+(-?\d+)\s+(\d+)\s+(.+)$/s.exec(text) ?? [];
  const key = token === '' ? undefined : keyOf(token);
  if (key === undefined) return false;
  const [spam, ham] = [count(spamText), count(hamText)];
  if (spam > 0 || ham > 0) tokens.set(key, { spam, ham, atimeS: Math.min(Number(atime), nowS) });
  return true;
}

function noteSeen(text: string, seen: Map<string, MessageClass>): boolean {
  const [, flag = '', id = ''] = /^([hs])\s+(.+)$/s.exec(text) ?? [];
  if (id === '') return false;
  seen.set(id, flag === 's' ? 'spam' : 'ham');
  return true;
}

function count(text: string): number {
  return Math.min(Math.max(0, Number(text)), MAX_COUNT);
}

function unhexed(token: string): string | undefined {
  const hex = token.trimEnd();
  return /^[\da-f]{10}$/i.test(hex) ? Buffer.from(hex, 'hex').toString('latin1', 0, KEY_BYTES) : undefined;
}
