/**
 * Records of answers as rules look at them (spec 6.4 to 6.6): addresses, texts, and other data in the form of a zone file. Byte
 * strings, cut to 4000 characters: a rule needs the beginning, a hostile TXT record may have 64 kB.
 */
import type { DnsRecord } from '../../../net/resolver.ts';

const MAX_CHARS = 4000;
/** Net::DNS writes names in data with the dot of the root, of an SOA on lines of their own. */
const NAMES = new Set(['CNAME', 'MX', 'NS', 'PTR', 'SRV']);

export function answerText({ type, data }: DnsRecord): string {
  const text = data.slice(0, MAX_CHARS);
  return NAMES.has(type) && !text.endsWith('.') ? `${text}.` : text;
}

/** In 127/8, where lists answer. */
export function isListAnswer(address: string): boolean {
  return address.startsWith('127.');
}
