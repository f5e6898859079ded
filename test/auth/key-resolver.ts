/** A resolver that has the TXT records of tests, by name; names that are not there do not exist. */
import type { Resolver } from '../../lib/net/resolver.ts';

export type Keys = Readonly<Record<string, readonly string[] | 'TIMEOUT' | 'SERVFAIL'>>;

export function keyResolver(keys: Keys): Resolver & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    query: (name, type) => {
      asked.push(`${name} ${type}`);
      const found = keys[name.toLowerCase()];
      if (found === undefined) return Promise.resolve({ code: 'NXDOMAIN', records: [] });
      if (found === 'TIMEOUT') return Promise.resolve(undefined);
      if (found === 'SERVFAIL') return Promise.resolve({ code: 'SERVFAIL', records: [] });
      const records = found.map(data => ({ name, type, ttlS: 60, data }));
      return Promise.resolve({ code: 'NOERROR', records: type === 'TXT' ? records : [] });
    },
  };
}
