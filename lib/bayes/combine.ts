/**
 * What the tokens of a message say together: chi-squared combining after Robinson and Fisher, with the constants of
 * SpamAssassin's Bayes/CombineChi.pm (spec 5.3). Pure; probabilities are 0 to 1.
 */
import type { BayesTotals } from '../store/bayes/bayes-store.ts';

/** How strongly it counts what is assumed of a token that nobody has seen (s), and what is assumed (x). */
const STRENGTH = 0.03;
const ASSUMED = 0.538;

/** Of one token: Robinson's f(w). The token was met, and there are messages of both classes. */
export function tokenProbability(spam: number, ham: number, totals: BayesTotals): number {
  const met = spam + ham;
  const plain = (spam * totals.ham) / (ham * totals.spam + spam * totals.ham);
  return (STRENGTH * ASSUMED + met * plain) / (STRENGTH + met);
}

/** Below this a double is near its end. */
const TINY = 1e-200;
const RESCALE = 2 ** 600;
const RESCALE_LN = 600 * Math.LN2;

/** undefined: there is nothing to combine. */
export function combine(probabilities: readonly number[], totals: BayesTotals): number | undefined {
  const messages = totals.spam + totals.ham;
  if (probabilities.length === 0 || messages === 0) return undefined;
  const hamward = new Product(totals.spam / messages);
  const spamward = new Product(totals.ham / messages);
  for (const probability of probabilities) {
    hamward.times(1 - probability);
    spamward.times(probability);
  }
  const spam = 1 - chiSquaredTail(-2 * hamward.ln, probabilities.length);
  const ham = 1 - chiSquaredTail(-2 * spamward.ln, probabilities.length);
  return (spam - ham + 1) / 2;
}

/** A product that does not run out of exponent. */
class Product {
  #value: number;
  #lnOffset = 0;

  constructor(value: number) {
    this.#value = value;
  }

  times(factor: number): void {
    this.#value *= factor;
    if (this.#value >= TINY) return;
    this.#value *= RESCALE;
    this.#lnOffset -= RESCALE_LN;
  }

  get ln(): number {
    return Math.log(this.#value) + this.#lnOffset;
  }
}

/** The probability of a chi-squared value of at least `x`, with 2 * `halfDegrees` degrees of freedom. */
function chiSquaredTail(x: number, halfDegrees: number): number {
  const mean = x / 2;
  let term = Math.exp(-mean);
  let sum = term;
  for (let index = 1; index < halfDegrees; index += 1) {
    term *= mean / index;
    sum += term;
  }
  return Math.min(1, sum);
}
