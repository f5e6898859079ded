/** The same DNS for the program under test, without a network between. */
import type { Resolver } from '../../../lib/net/resolver.ts';
import { listedAnswer } from './listed-answers.ts';

export const madeUpDns: Resolver = {
  query: (name, type) => Promise.resolve(listedAnswer(name, type)),
};
