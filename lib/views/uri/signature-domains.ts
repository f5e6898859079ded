/**
 * The domains that DKIM and DomainKeys signatures name (spec 2.11), as URIs `domainkeys:example.org`: lists of hosts and of
 * blocked domains look at them like at those of links. `uri` rules do not see them. Byte strings.
 */
import { domainOfUri } from './domain-of-uri.ts';
import type { Domains } from './domains.ts';

/** `signatures`: values of DomainKey-Signature and DKIM-Signature. */
export function signatureUris(signatures: readonly string[], domains: Domains): readonly string[] {
  return signatures
    .flatMap(value => Array.from(value.matchAll(/\bd[ \t\n\r\f\v]*=([^;]+)/g), match => match[1] ?? ''))
    .map(domain => `domainkeys:${domain.replace(/[ \t\n\r\f\v]+/g, '')}`)
    .filter(uri => domainOfUri(uri, domains) !== undefined);
}
