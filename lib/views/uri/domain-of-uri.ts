/**
 * Host and registrable domain of a URI as SpamAssassin's RegistryBoundaries::uri_to_domain finds them; undefined for what
 * names no host that can exist, nor one with a dot at its end. IPv4 addresses are their own domain. Byte strings; hosts come out in lower case and ACE.
 */
import { lowerAscii, toAce } from './ace.ts';
import { isIpv4 } from './domains.ts';
import type { Domains } from './domains.ts';

export interface UriHost {
  readonly host: string;
  readonly domain: string;
}

/** Encoded characters that need no encoding: the decoded reading of the URI is looked at instead. */
const NEEDLESS_PERCENT = /%(?:2[1-9a-f]|[3-6][0-9a-f]|7[0-9a-e])/;

export function domainOfUri(uri: string, domains: Domains): UriHost | undefined {
  const name = hostPart(lowerAscii(uri));
  if (name === undefined || name === '' || NEEDLESS_PERCENT.test(name)) return undefined;
  const host = toAce(name);
  if (isIpv4(host)) return { host, domain: host };
  if (host.endsWith('.')) return undefined;
  const domain = domains.registrableDomain(host);
  return domain === '' ? undefined : { host, domain };
}

function hostPart(uri: string): string | undefined {
  if (/^(?:javascript|cid|file):/.test(uri)) return undefined;
  if (uri.startsWith('mailto:')) {
    const address = uri.slice('mailto:'.length).replace(/\?.*$/s, '');
    const parts = address.split('@');
    return parts.length === 2 ? parts[1] : undefined;
  }
  const authority = uri.replace(/^[a-z]+:\/{0,2}/, '').replace(/[/?#].*$/s, '');
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
}
