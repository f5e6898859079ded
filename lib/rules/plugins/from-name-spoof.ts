/**
 * FromNameSpoof (spec 3.11): a From whose display name holds another address than the one the message is from. fns_add_addrlist
 * tells which addresses belong to one owner; without it the first label of the domain is the owner.
 */
import { domainOfUri } from '../../views/uri/domain-of-uri.ts';
import { perSet } from '../per-set.ts';
import { wordsOf } from '../words.ts';
import { AddressList } from './address-lists.ts';
import { firstAddress, headerText } from './header-eval/header-text.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

interface SpoofFacts {
  readonly containsEmail: boolean;
  readonly addressDiffers: boolean;
  readonly domainDiffers: boolean;
  readonly ownerDiffers: boolean;
  readonly equalsReplyTo: boolean;
  readonly equalsTo: boolean;
}

const NOTHING: SpoofFacts = {
  containsEmail: false,
  addressDiffers: false,
  domainDiffers: false,
  ownerDiffers: false,
  equalsReplyTo: false,
  equalsTo: false,
};
const DEFAULT_EXTRA_CHARS = 50;
const EMAIL = /\b[\w.!#$%&'*+/=?^`{|}~-]{1,255}@\w[\w-]{0,63}\.\w[\w.-]{0,253}(?<=\w)(?![\w.-]*\w)/;

const owners = perSet(({ settings }): ReadonlyMap<string, AddressList> => {
  const lists = new Map<string, AddressList>();
  for (const { key, value } of settings.all('fns_add_addrlist', 'fns_remove_addrlist')) {
    const [, name = '', globs = ''] = /^\((.+?)\)\s+(.+)$/s.exec(value) ?? [];
    const owner = name.toLowerCase();
    const list = lists.get(owner) ?? new AddressList();
    for (const glob of wordsOf(globs.toLowerCase())) {
      if (key === 'fns_add_addrlist') list.add(glob);
      else list.remove(glob);
    }
    lists.set(owner, list);
  }
  return lists;
});

/** Key of MessageContext.once. */
function spoofFacts(context: MessageContext): SpoofFacts {
  const { views, set, tags } = context;
  if (set.settings.words('fns_ignore_headers').some(name => headerText(views, name) !== '')) return NOTHING;
  const { domains } = views.settings;
  const domainOf = (address: string): string | undefined => domainOfUri(`mailto:${address}`, domains)?.domain;
  const from = firstAddress(views, 'From').toLowerCase();
  const fromDomain = domainOf(from);
  const name = (views.header('From', ['name'])[0] ?? '').toLowerCase();
  const named = EMAIL.exec(name)?.[0];
  const namedDomain = named === undefined ? undefined : domainOf(named);
  if (fromDomain === undefined || named === undefined || namedDomain === undefined) return NOTHING;
  const others = oddChars(name) - oddChars(named);
  const extra = name.length + others - named.length;
  if (extra > set.settings.number('fns_extrachars', DEFAULT_EXTRA_CHARS))
    return { ...NOTHING, containsEmail: true };
  const [namedOwner, fromOwner] = [ownerOf(named, namedDomain, context), ownerOf(from, fromDomain, context)];
  const facts: SpoofFacts = {
    containsEmail: true,
    addressDiffers: named !== from,
    domainDiffers: namedDomain !== fromDomain,
    ownerDiffers: namedOwner !== fromOwner,
    equalsReplyTo: named === firstAddress(views, 'Reply-To').toLowerCase(),
    equalsTo: views.toAddresses.includes(named),
  };
  if (facts.addressDiffers || facts.ownerDiffers) {
    tags.set('FNSFNAMEADDR', named);
    tags.set('FNSFNAMEDOMAIN', namedDomain);
    tags.set('FNSFNAMEOWNER', namedOwner);
    tags.set('FNSFADDRADDR', from);
    tags.set('FNSFADDRDOMAIN', fromDomain);
    tags.set('FNSFADDROWNER', fromOwner);
  }
  return facts;
}

function oddChars(text: string): number {
  return text.replace(/[a-z0-9]+/g, '').length;
}

/** The list that has the address, as written or right at its registrable domain; else the domain's first label. */
function ownerOf(address: string, domain: string, { set }: MessageContext): string {
  const direct = `${address.slice(0, address.lastIndexOf('@'))}@${domain}`;
  for (const candidate of [address, direct]) {
    for (const [owner, list] of owners(set)) if (list.has(candidate)) return owner;
  }
  return domain.slice(0, domain.indexOf('.'));
}

function factTest(pick: (facts: SpoofFacts) => boolean): EvalDefinition {
  return { area: 'header', run: context => pick(context.once(spoofFacts)) };
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_fromname_spoof: {
    area: 'header',
    run: (context, [level = '']) => {
      const { addressDiffers, ownerDiffers, domainDiffers } = context.once(spoofFacts);
      const wanted = /^[012]$/.test(level) ? Number(level) : context.set.settings.number('fns_check', 1);
      return addressDiffers && (wanted === 0 || (wanted === 1 ? ownerDiffers : domainDiffers));
    },
  },
  check_fromname_different: factTest(facts => facts.addressDiffers),
  check_fromname_domain_differ: factTest(facts => facts.domainDiffers),
  check_fromname_owners_differ: factTest(facts => facts.ownerDiffers),
  check_fromname_contains_email: factTest(facts => facts.containsEmail),
  check_fromname_equals_to: factTest(facts => facts.equalsTo),
  check_fromname_equals_replyto: factTest(facts => facts.equalsReplyTo),
};

export const fromNameSpoof: Plugin = {
  name: 'FromNameSpoof',
  isDefault: false,
  directives: {
    fns_add_addrlist: 'custom',
    fns_remove_addrlist: 'custom',
    fns_extrachars: 'number',
    fns_ignore_dkim: 'words',
    fns_ignore_headers: 'words',
    fns_check: value => (/^[012]$/.test(value) ? undefined : `0, 1 or 2 is allowed, not ${value}`),
  },
  evals: EVALS,
};
