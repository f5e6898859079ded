/**
 * The organisational domain of a domain (RFC 7489, section 3.2): the label below the public suffix, and that suffix. A public
 * suffix is its own. Domains in small letters.
 */
import { createRequire } from 'node:module';

interface Tldts {
  getDomain(host: string, options: object): string | null;
}

const require = createRequire(import.meta.url);
const OPTIONS = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
};

export function organisationOf(domain: string): string {
  return (require('tldts') as Tldts).getDomain(domain, OPTIONS) ?? domain;
}
