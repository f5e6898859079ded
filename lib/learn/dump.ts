/** `--dump` in the form of sa-learn (spec 5.6): `probability spam ham time token`, first what is known of the whole. */
import type { BayesContents, BayesState, BayesTotals, TokenCounts } from '../store/bayes/bayes-store.ts';

/** The version of SpamAssassin's databases that this is in the place of. */
const DATABASE_VERSION = 3;

export function magicLines(state: BayesState): string {
  const values: readonly (readonly [string, number])[] = [
    ['bayes db version', DATABASE_VERSION],
    ['nspam', state.spam],
    ['nham', state.ham],
    ['ntokens', state.tokens],
    ['oldest atime', state.oldestAtimeS],
    ['newest atime', state.newestAtimeS],
    ['last journal sync atime', state.lastSyncS],
    ['last expiry atime', state.lastExpireS],
    ['last expire atime delta', state.lastExpireDeltaS],
    ['last expire reduction count', state.lastExpireCount],
  ];
  return values.map(([name, value]) => line(0, 0, value, 0, `non-token data: ${name}`)).join('');
}

export interface TokenDump {
  /** How spammy; undefined: it does not count. */
  readonly probability: (counts: TokenCounts, totals: BayesTotals) => number | undefined;
  /** Which tokens, by the bytes of their keys. */
  readonly wanted: (key: string) => boolean;
}

/** A line a token. */
export async function* tokenLines(
  { totals, tokens }: BayesContents,
  { probability, wanted }: TokenDump,
): AsyncGenerator<string> {
  for await (const entry of tokens) {
    if (!wanted(entry.key)) continue;
    const hex = Buffer.from(entry.key, 'latin1').toString('hex');
    yield line(probability(entry, totals) ?? 0.5, entry.spam, entry.ham, entry.atimeS, hex);
  }
}

function line(probability: number, spam: number, ham: number, atimeS: number, what: string): string {
  const column = (number: number): string => String(Math.trunc(number)).padStart(10);
  return `${probability.toFixed(3)} ${column(spam)} ${column(ham)} ${column(atimeS)}  ${what}\n`;
}
