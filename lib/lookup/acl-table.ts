/**
 * An access list: yes or no, the first element that matches decides, none means no opinion.
 * `user@host.example` is that address (no extension is taken off), `.example` a domain with all its subdomains, `.`
 * everything, anything else exactly that domain. An odd number of `!` in front turns yes into no.
 */
import { normalizeKey, type AddressRules } from './normalize.ts';
import type { AddressQuery } from './query.ts';
import { ABSENT, type LookupResult } from './result.ts';
import type { Table } from './table.ts';

export interface AclElement {
  /** As written, with the `!`. */
  readonly text: string;
  readonly origin: string;
}

export function aclTable(elements: readonly AclElement[], rules: AddressRules): Table<boolean> {
  const tests = elements.map(({ text, origin }) => {
    const bangs = /^!*/.exec(text)?.[0].length ?? 0;
    const pattern = normalizeKey(text.slice(bangs).trim(), rules);
    return { pattern, value: bangs % 2 === 0, via: `${origin} ${JSON.stringify(text)}` };
  });
  function lookup(query: AddressQuery): LookupResult<boolean> {
    const hit = tests.find(test => matches(test.pattern, query));
    return hit === undefined ? ABSENT : { status: 'found', value: hit.value, via: hit.via };
  }
  return {
    lookup,
    lookupAll: query => {
      const result = lookup(query);
      return { status: 'found', values: result.status === 'found' ? [result] : [] };
    },
    faults: () => [],
  };
}

function matches(pattern: string, query: AddressQuery): boolean {
  if (pattern.includes('@')) return query.normalized === pattern;
  if (pattern === '.') return true;
  if (pattern.startsWith('.')) return `.${query.domain}`.endsWith(pattern);
  return query.domain === pattern;
}
