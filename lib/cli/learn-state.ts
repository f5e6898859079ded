/** What people want to know behind every lesson: where it went, how much is known, and how much is missing. */
import type { BayesTotals } from '../store/bayes/bayes-store.ts';

export interface Least {
  readonly minSpam: number;
  readonly minHam: number;
}

/** `/var/lib/mailsift/bayes.sqlite (whole site): 120 spam and 80 ham learnt; 80 spam and 120 ham more are needed before it scores` */
export function stateOfLearning(
  name: string,
  { spam, ham }: BayesTotals,
  { minSpam, minHam }: Least,
): string {
  const missing = [
    ...(spam < minSpam ? [`${minSpam - spam} spam`] : []),
    ...(ham < minHam ? [`${minHam - ham} ham`] : []),
  ];
  const learnt = `${name}: ${spam} spam and ${ham} ham learnt`;
  return missing.length === 0
    ? learnt
    : `${learnt}; ${missing.join(' and ')} more needed before Bayes scores`;
}
