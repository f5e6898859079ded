/** Lists of recipients that a program made up: sorted, or much alike. Key of MessageContext.once. */
import type { MessageContext } from '../plugin.ts';

export interface RecipientFacts {
  readonly sorted: boolean;
  /** Pairs that begin alike, out of all pairs; may be above 1. */
  readonly similarity: number;
}

const SORTED_COUNT = 7;
const SIMILAR_COUNT = 5;
const COMPARED_CHARS = 2;
const MAX_ADDRESSES = 256;

export function recipientFacts({ views }: MessageContext): RecipientFacts {
  const toCc = views.header('ToCc', ['addr']);
  const all = toCc.length >= SIMILAR_COUNT ? toCc : [...toCc, ...views.header('Bcc', ['addr'])];
  const addresses = all
    .filter((one, index) => one.toLowerCase() !== (all[index - 1] ?? '').toLowerCase())
    .slice(0, MAX_ADDRESSES);
  return {
    sorted: addresses.length >= SORTED_COUNT && isSorted(addresses),
    similarity: addresses.length >= SIMILAR_COUNT ? similarityOf(addresses) : 0,
  };
}

function isSorted(addresses: readonly string[]): boolean {
  return addresses.every((one, index) => index === 0 || (addresses[index - 1] ?? '') <= one);
}

function similarityOf(addresses: readonly string[]): number {
  const parts = addresses.map(address => {
    const host = address.slice(address.indexOf('@') + 1);
    return { user: address.slice(0, COMPARED_CHARS), host, hostStart: host.slice(0, COMPARED_CHARS) };
  });
  let alike = 0;
  let pairs = 0;
  for (const [index, a] of parts.entries()) {
    for (const b of parts.slice(index + 1)) {
      if (a.user === b.user) alike += 1;
      if (a.hostStart === b.hostStart && a.host !== b.host) alike += 1;
      pairs += 1;
    }
  }
  return alike / pairs;
}
