/** Distinct labels of a stock tip (`Symbol: ABCD`) in the first text/plain part (spec 3.4). Key of MessageContext.once. */
import type { MessageContext } from '../plugin.ts';

const LABEL = /^[\t-\r ]*([^:\s][^:\n]{2,29})[\t-\r ]*:[\t-\r ]*\S/gm;
const STOCK_WORD =
  /(?:^trad(?:e|ing)date|company(?:name)?|s\w?(?:t\w?o\w?c\w?k|y\w?m(?:\w?b\w?o\w?l)?)|t(?:arget|icker)|(?:opening|current)p(?:rice)?|p(?:rojected|osition)|expectations|weeks?high|marketperformance|(?:year|week|month|day|price)(?:target|estimates?)|sector|r(?:ecommendation|ating))$/;

export function stockLabels({ views }: MessageContext): number {
  const first = views.renderings.find(({ node }) => node.contentType.type === 'text/plain');
  const words = new Set<string>();
  for (const [, label = ''] of (first?.text ?? '').matchAll(LABEL)) {
    const word = STOCK_WORD.exec(label.toLowerCase().replace(/[^a-z]+/g, ''))?.[0];
    if (word !== undefined) words.add(word);
  }
  return words.size;
}
