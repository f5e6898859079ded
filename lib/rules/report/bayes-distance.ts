/**
 * How far a token is from telling nothing: in how many more messages of the other class it would have to be met (Plugin/Bayes.pm,
 * _compute_declassification_distance). At least 1.
 */
import type { BayesClue } from '../outside.ts';

/** As lib/bayes/combine.ts and classify.ts have them. */
const STRENGTH = 0.03;
const STRENGTH_ASSUMED = 0.03 * 0.538;
const MIN_STRENGTH = 0.346;
const ALMOST_ONE = 1 - 1e-6;

export function isHammy({ probability }: Pick<BayesClue, 'probability'>): boolean {
  return probability < 0.5;
}

export function declassificationDistance(
  clue: Pick<BayesClue, 'probability' | 'spam' | 'ham'>,
  messages: { readonly spam: number; readonly ham: number },
): number {
  if (messages.spam === 0 || messages.ham === 0 || clue.spam + clue.ham === 0) return 0;
  if (Math.abs(clue.probability - 0.5) < MIN_STRENGTH) return 0;
  const [own, other] = isHammy(clue) ? (['ham', 'spam'] as const) : (['spam', 'ham'] as const);
  const limit = 0.5 - MIN_STRENGTH;
  // Where f(w) of the growing count of the other class reaches the limit: a quadratic equation.
  const a = messages[own] * (1 - limit);
  const b =
    messages[own] * (STRENGTH_ASSUMED + clue[own] * (1 - limit) - limit * STRENGTH) -
    limit * messages[other] * clue[own];
  const c = messages[other] * clue[own] * (STRENGTH_ASSUMED - limit * (STRENGTH + clue[own]));
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const exact = ALMOST_ONE + (root - b) / (2 * a) - clue[other];
  return Math.max(1, Math.trunc(exact));
}
