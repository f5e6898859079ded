/**
 * Mail addresses in running text, as FreeMail sees them: at most 64 characters in front of the `@`, up to five labels
 * behind it, the last a known TLD. Linear in the text.
 */
import type { Domains } from '../../views/uri/domains.ts';

export interface FoundEmail {
  readonly address: string;
  readonly index: number;
  /**
   * It stands in angle brackets or a label such as `office:` follows: somebody is quoted, not offered as a contact. Labels
   * like `phone:` and `mailto:` in front make it a contact again.
   */
  readonly isLabelled: boolean;
  /** Behind the address, and behind its bracket or label. */
  readonly end: number;
}

const LOCAL = "a-z0-9!#$%&'*+/=?^_`{|}~-";
const EMAIL = new RegExp(
  `(?<![${LOCAL}])(?=[^@]{1,64}@)[${LOCAL}]+(?:\\.[${LOCAL}]+)*@([a-z0-9-]{1,61}(?:\\.[a-z0-9-]{1,61}){1,5})(?![a-z0-9-]|\\.[a-z0-9])`,
  'gi',
);
const MAILTO = 'mailto:';
const LONGEST_LABEL = 24;
const LABEL = /^(?:>|[\t-\r ]{1,10}(?!fax|facsi|tel|phone|e-?mail)[a-z]{2,11}:)/i;

export function emailsIn(text: string, domains: Domains): readonly FoundEmail[] {
  if (!text.includes('@')) return [];
  const found: FoundEmail[] = [];
  for (const match of text.matchAll(EMAIL)) {
    const [address, host = ''] = match;
    const labels = host.split('.');
    const wellFormed = labels.length <= 5 && labels.every(label => !/^-|-$/.test(label));
    if (!wellFormed || !domains.isKnownTld(labels.at(-1) ?? '')) continue;
    const addressEnd = match.index + address.length;
    const label = LABEL.exec(text.slice(addressEnd, addressEnd + LONGEST_LABEL))?.[0];
    const isLink = text.slice(Math.max(0, match.index - MAILTO.length), match.index) === MAILTO;
    const isLabelled = label !== undefined && !isLink;
    found.push({
      address,
      index: match.index,
      isLabelled,
      end: addressEnd + (isLabelled ? label.length : 0),
    });
  }
  return found;
}

/** So that a report does not look like it holds an address. */
export function maskAddresses(text: string): string {
  return text.replaceAll('@', '(at)');
}
