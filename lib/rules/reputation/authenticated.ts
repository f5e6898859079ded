/**
 * Who signed for a message, for the records of senders: the DKIM domains whose signatures are good, and SPF. What may turn out
 * is known before the answers are, so that the records can be read meanwhile.
 */
import type { Views } from '../../views/views.ts';
import { lowerAscii } from '../../views/uri/ace.ts';
import type { MessageContext } from '../plugins/plugin.ts';
import { mailFromResult, spfSender } from '../plugins/spf.ts';

export interface Authenticated {
  /** Lower case; in the order of the signatures. */
  readonly dkimDomains: readonly string[];
  /** undefined: SPF did not pass. sender is '' where it is not known. */
  readonly spf: { readonly sender: string } | undefined;
}

export const UNAUTHENTICATED: Authenticated = { dkimDomains: [], spf: undefined };

/** All subsets of so many signatures are thought of; of more, each alone and all of them. */
const MAX_SUBSETS_OF = 3;
const MAX_SIGNATURES = 8;
const SIGNING_DOMAIN = /(?:^|;)\s*d\s*=\s*([^\s;]{1,255})/;

/** What was found out, for what is learnt from the same message later. */
const found = new WeakMap<Views, Authenticated>();

export function foundOut(views: Views): Authenticated {
  return found.get(views) ?? UNAUTHENTICATED;
}

/** When the answers are there. */
export function authenticated(message: MessageContext): Authenticated {
  const known = answers(message);
  found.set(message.views, known);
  return known;
}

function answers(message: MessageContext): Authenticated {
  const tag = message.tags.get('DKIMDOMAIN') ?? [];
  return {
    dkimDomains: (typeof tag === 'string' ? [tag] : tag).flatMap(words).map(lowerAscii),
    spf: mailFromResult(message) === 'pass' ? { sender: spfSender(message) ?? '' } : undefined,
  };
}

/** What `authenticated` may come to say, in any case that nothing is. */
export function conceivable(message: MessageContext): readonly Authenticated[] {
  const sender = spfSender(message);
  const all = message.outside.authentication === undefined ? [] : signingDomains(message.views);
  return [
    UNAUTHENTICATED,
    { dkimDomains: [], spf: { sender: sender ?? '' } },
    ...subsets(all).map(dkimDomains => ({ dkimDomains, spf: undefined })),
  ];
}

function signingDomains(views: Views): readonly string[] {
  const domains = views
    .header('DKIM-Signature')
    .slice(0, MAX_SIGNATURES)
    .flatMap(value => SIGNING_DOMAIN.exec(value)?.[1] ?? [])
    .map(lowerAscii);
  return [...new Set(domains)];
}

function subsets(all: readonly string[]): readonly (readonly string[])[] {
  if (all.length > MAX_SUBSETS_OF) return [...all.map(one => [one]), all];
  const made: (readonly string[])[] = [];
  for (const one of all) made.push(...made.map(before => [...before, one]), [one]);
  return made;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}
