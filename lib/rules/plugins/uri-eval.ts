/** URIEval (spec 3.9): links to bare addresses that claim to be secure, redirectors, URIs that were cut. */
import { domainOfUri } from '../../views/uri/domain-of-uri.ts';
import type { Domains } from '../../views/uri/domains.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const ADDRESS_LINK = /^https?:\/*(?:[^@/]{1,255}@)?\d{1,10}\.\d{1,10}\.\d{1,10}\.\d{1,10}/i;
const REDIRECT = /^https?:\/\/([^/:?]{1,253})[^\n]{1,8192}?(https?:\/{0,2}([^/:?]{1,253})[^\n]*)$/i;
const MAX_HOPS = 20;

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_https_ip_mismatch: {
    area: 'body',
    run: ({ views }) =>
      views.html.some(html =>
        html.anchors.some(
          ({ uri, text }) =>
            ADDRESS_LINK.test(uri) && /https:/i.test(text) && !ADDRESS_LINK.test(text.trim()),
        ),
      ),
  },
  check_for_http_redirector: {
    area: 'body',
    run: ({ views }) => views.uris.some(uri => redirectsElsewhere(uri, views.settings.domains)),
  },
  check_uri_truncated: { area: 'body', run: ({ views }) => views.html.some(html => html.uriTruncated) },
};

export const uriEval: Plugin = { name: 'URIEval', isDefault: true, evals: EVALS };

function redirectsElsewhere(uri: string, domains: Domains): boolean {
  let rest = uri;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const match = REDIRECT.exec(rest);
    if (match === null) return false;
    const [, host = '', next = '', target = ''] = match;
    const [from, to] = [host, target].map(name => domainOfUri(name, domains)?.domain ?? name);
    if (from !== to) return true;
    rest = next;
  }
  return false;
}
