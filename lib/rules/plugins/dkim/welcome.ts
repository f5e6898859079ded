/**
 * Senders that are welcome if they have signed (spec 6.8): `welcomelist_from_dkim ADDRESS [SIGNER]`, its kin, and the senders of
 * welcomelist_auth, whose own domain has to sign. A signer of `*.x` or `.x` is one below x.
 */
import { perSet } from '../../per-set.ts';
import type { RuleSet } from '../../rule.ts';
import { AddressList, wordsOf } from '../address-lists.ts';
import { globPattern } from '../glob-pattern.ts';
import { domainOfAuthor } from './facts.ts';
import type { DkimFacts } from './facts.ts';

interface Entry {
  readonly glob: RegExp;
  /** In small letters; '': the author's own domain. */
  readonly signers: Set<string>;
}

interface WelcomeLists {
  readonly signed: ReadonlyMap<string, Entry>;
  readonly authenticated: AddressList;
}

type Which = 'own' | 'stock';

const lists = perSet((set): Readonly<Record<Which, WelcomeLists>> => ({
  own: {
    signed: signedList(set, 'welcomelist_from_dkim'),
    authenticated: authenticatedList(set, 'welcomelist_auth'),
  },
  stock: {
    signed: signedList(set, 'def_welcomelist_from_dkim'),
    authenticated: authenticatedList(set, 'def_welcomelist_auth'),
  },
}));

function signedList({ settings }: RuleSet, name: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const { key, value } of settings.all(name, 'unwelcomelist_from_dkim')) {
    const [address = '', signer = ''] = wordsOf(value);
    const entry = entries.get(address);
    if (key === name) {
      if (entry === undefined)
        entries.set(address, { glob: globPattern(address), signers: new Set([signer]) });
      else entry.signers.add(signer);
    } else {
      entry?.signers.delete(signer);
      if (entry?.signers.size === 0) entries.delete(address);
    }
  }
  return entries;
}

function authenticatedList({ settings }: RuleSet, name: string): AddressList {
  const list = new AddressList();
  for (const { key, value } of settings.all(name, 'unwelcomelist_auth')) {
    for (const glob of wordsOf(value)) {
      if (key === name) list.add(glob);
      else list.remove(glob);
    }
  }
  return list;
}

/** Whether any list has one of the authors: then signatures matter. */
export function isWelcome(set: RuleSet, which: Which, { authors, signatures }: DkimFacts): boolean {
  const strong = signatures.filter(({ isStrong }) => isStrong);
  return authors.some(author => {
    const domain = domainOfAuthor(author) ?? '';
    const wanted = signersFor(lists(set)[which], author);
    return wanted.some(signer => strong.some(one => isBy(one.signer, signer, domain)));
  });
}

function signersFor({ signed, authenticated }: WelcomeLists, author: string): readonly string[] {
  const lower = author.toLowerCase();
  const entries = [...signed.values()].filter(({ glob }) => glob.test(lower));
  return [...entries.flatMap(({ signers }) => [...signers]), ...(authenticated.has(lower) ? [''] : [])];
}

/** A whole address as signer stands for its domain. */
function isBy(signer: string, wanted: string, authorDomain: string): boolean {
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
  if (domain === '') return signer !== '' && signer === authorDomain;
  const parent = /^\*?\.(.*)$/s.exec(domain)?.[1];
  return parent === undefined ? signer === domain : signer.endsWith(`.${parent}`);
}
