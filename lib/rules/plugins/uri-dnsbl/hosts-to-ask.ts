/**
 * The hosts of the URIs of a message that lists are asked about, at most uridnsbl_max_domains (20), and their registrable domains.
 * What a reader sees and clicks comes first: links with text, forms, images, other HTML, addresses that only stand in the
 * text, links without text. Where only some of a kind fit, the first in the message are taken (SpamAssassin takes some by
 * chance).
 */
import type { UriDetail } from '../../../views/uri/uri-view.ts';
import type { MessageContext } from '../plugin.ts';
import { skippedDomains } from './uri-list-rules.ts';

const KINDS = ['link', 'form', 'image', 'other', 'text', 'empty link'] as const;
type Kind = (typeof KINDS)[number];
const DEFAULT_MAX_DOMAINS = 20;

/** Key of MessageContext.once: domains by host. */
export function hostsToAsk({ views, set }: MessageContext): ReadonlyMap<string, string> {
  const skipped = skippedDomains(set);
  const skipMailto = set.settings.flag('uridnsbl_skip_mailto', true);
  const maximum = set.settings.number('uridnsbl_max_domains', DEFAULT_MAX_DOMAINS);
  const byKind = new Map<Kind, Map<string, string>>();
  for (const [uri, detail] of views.uriDetails) {
    if (skipMailto && /^mailto:/i.test(uri)) continue;
    const kind = kindOf(detail);
    const hosts = byKind.get(kind) ?? new Map<string, string>();
    byKind.set(kind, hosts);
    for (const [host, domain] of detail.hosts)
      if (!skipped.has(domain) && !skipped.has(host)) hosts.set(host, domain);
  }
  const chosen = new Map<string, string>();
  for (const kind of KINDS) {
    for (const [host, domain] of byKind.get(kind) ?? []) {
      if (chosen.size >= maximum) return chosen;
      if (!chosen.has(host)) chosen.set(host, domain);
    }
  }
  return chosen;
}

function kindOf({ types, anchors }: UriDetail): Kind {
  if (types.has('a')) return anchors.some(text => text !== '') ? 'link' : 'empty link';
  if (types.has('form')) return 'form';
  if (types.has('img')) return 'image';
  return types.has('parsed') && types.size === 1 ? 'text' : 'other';
}
