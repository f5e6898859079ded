/**
 * Internationalised host names in ASCII-compatible encoding, as SpamAssassin's idn_to_ascii gets them from libidn (IDNA 2003, RFC
 * 3490). Hosts are octets: UTF-8, or ISO 8859-1 where they hold nothing but its letters. What cannot be converted stays as
 * it is. Labels over 63 characters are not looked at, so the work is linear.
 */
import { isUtf8 } from 'node:buffer';
import { domainToASCII } from 'node:url';

const MAX_LABEL = 63;
const FULL_STOP = /[.\u3002\uff0e\uff61]/;
/** What the runtime would read as the end of a host, or as an escape. */
const NO_HOST = /[\x00-\x20#%/:<>?@[\\\]^|\x7f]/;
const LATIN1_LETTERS = /^[\w.\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe-]*$/;

/** Labels in ASCII keep their case. */
export function toAce(host: string): string {
  if (!/[\x80-\xff]/.test(host)) return host;
  const labels = unicodeOf(host)?.split(FULL_STOP).map(labelToAce) ?? [];
  return labels.length === 0 || labels.includes(undefined) ? host : labels.join('.');
}

/** toLowerCase would change octets beyond ASCII too, and so break UTF-8. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

function unicodeOf(host: string): string | undefined {
  const octets = Buffer.from(host, 'latin1');
  if (isUtf8(octets)) return octets.toString('utf8');
  return LATIN1_LETTERS.test(host) ? host : undefined;
}

/** undefined: no label of a host name. */
function labelToAce(label: string, index: number, labels: readonly string[]): string | undefined {
  if (label.length > MAX_LABEL || (label === '' && index < labels.length - 1)) return undefined;
  if (!/[^\x00-\x7f]/.test(label)) return label;
  // IDNA 2008, by which the runtime goes, has these as letters of their own; in 2003 they were others, or nothing.
  const prepared = label
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .replace(/[\u200c\u200d]/g, '');
  const compatible = prepared.normalize('NFKC');
  if (NO_HOST.test(compatible)) return undefined;
  if (!/[^\x00-\x7f]/.test(compatible)) return compatible.toLowerCase();
  const ace = domainToASCII(compatible);
  return ace === '' || ace.length > MAX_LABEL ? undefined : ace;
}
