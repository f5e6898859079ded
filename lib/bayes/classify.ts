/**
 * How likely a message is spam, from what the store knows of its tokens (spec 5.3). The 150 tokens that tell most are combined, as far as they
 * tell enough. Tokens that tell the same come in the order of their keys: SpamAssassin leaves that to chance. Pure.
 */
import type { BayesTotals, TokenCounts } from '../store/bayes/bayes-store.ts';
import { combine, tokenProbability } from './combine.ts';

export interface Clue extends TokenCounts {
  readonly key: string;
  readonly probability: number;
}

export interface Classification {
  /** undefined: no token tells enough. */
  readonly probability: number | undefined;
  /** How many of the tokens are known. */
  readonly learned: number;
  /** The tokens that were combined, the strongest first. */
  readonly clues: readonly Clue[];
}

export interface ClassifierSettings {
  /** Whether tokens that were met once count. */
  readonly usesHapaxes: boolean;
}

const MAX_CLUES = 150;
const MIN_STRENGTH = 0.346;

export function classify(
  known: ReadonlyMap<string, TokenCounts>,
  totals: BayesTotals,
  { usesHapaxes }: ClassifierSettings,
): Classification {
  if (totals.spam <= 0 || totals.ham <= 0) return { probability: undefined, learned: 0, clues: [] };
  const leastMet = usesHapaxes ? 1 : 2;
  const weighed: Clue[] = [];
  for (const [key, counts] of known) {
    if (counts.spam + counts.ham < leastMet) continue;
    weighed.push({ ...counts, key, probability: tokenProbability(counts.spam, counts.ham, totals) });
  }
  const clues = weighed
    .sort(byStrength)
    .slice(0, MAX_CLUES)
    .filter(clue => strength(clue) >= MIN_STRENGTH);
  const probability = combine(
    clues.map(clue => clue.probability),
    totals,
  );
  return { probability, learned: weighed.length, clues };
}

function strength({ probability }: Clue): number {
  return Math.abs(probability - 0.5);
}

function byStrength(a: Clue, b: Clue): number {
  return strength(b) - strength(a) || (a.key < b.key ? -1 : 1);
}
