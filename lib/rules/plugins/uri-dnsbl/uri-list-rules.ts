/**
 * The lists that URIs are looked up in (spec 6.5): uridnsbl and uridnssub ask about addresses, urirhsbl and urirhssub about
 * domains, urinsrhsbl, urifullnsrhsbl and their -sub forms about name servers. The last line for a rule counts.
 */
import type { RecordType } from '../../../net/resolver.ts';
import { numericTest } from '../../answer-test.ts';
import type { NumericTest } from '../../answer-test.ts';
import { perSet } from '../../per-set.ts';
import type { Rule, RuleSet, ScoreSet } from '../../rule.ts';
import { wordsOf } from '../../words.ts';

/** What a list holds. */
export type ListedThing = 'address' | 'domain' | 'domain of name server' | 'name server';

export interface UriListRule {
  readonly rule: Rule;
  readonly list: string;
  readonly type: RecordType;
  readonly lists: ListedThing;
  /** undefined: any answer. */
  readonly test: NumericTest | undefined;
}

const KEYS: ReadonlyMap<string, ListedThing> = new Map([
  ['uridnsbl', 'address'],
  ['uridnssub', 'address'],
  ['urirhsbl', 'domain'],
  ['urirhssub', 'domain'],
  ['urinsrhsbl', 'domain of name server'],
  ['urinsrhssub', 'domain of name server'],
  ['urifullnsrhsbl', 'name server'],
  ['urifullnsrhssub', 'name server'],
]);
const DIRECTIVE = /^(\w+)\s+(\S+)\s+(\S+)(?:\s+(.*?))?\s*$/s;

const uriListRules = perSet((set): readonly UriListRule[] => {
  const byRule = new Map<string, UriListRule>();
  for (const { key, value } of set.settings.all(...KEYS.keys())) {
    const [, name = '', zone = '', type = '', subtest] = DIRECTIVE.exec(value) ?? [];
    const lists = KEYS.get(key);
    const rule = set.rules.get(name);
    const wanted = key.endsWith('sub') && subtest !== undefined ? numericTest(subtest) : undefined;
    if (rule === undefined || lists === undefined || (key.endsWith('sub') && wanted === undefined)) continue;
    const record = type.toUpperCase() === 'TXT' ? 'TXT' : 'A';
    byRule.set(name, { rule, list: zone.replace(/\.$/, ''), type: record, lists, test: wanted });
  }
  return [...byRule.values()];
});

/** Those that have a score. */
export function activeUriListRules(set: RuleSet, scoreSet: ScoreSet): readonly UriListRule[] {
  return uriListRules(set).filter(({ rule }) => rule.scores[scoreSet] !== 0);
}

/** Domains that are not looked up: too many messages name them. HashBL leaves them out as well. */
export const skippedDomains = perSet(({ settings }): ReadonlySet<string> => {
  const skipped = new Set<string>();
  for (const { key, value } of settings.all('uridnsbl_skip_domain', 'clear_uridnsbl_skip_domain')) {
    const domains = wordsOf(value.toLowerCase());
    if (key === 'uridnsbl_skip_domain') for (const domain of domains) skipped.add(domain);
    else if (domains.length === 0) skipped.clear();
    else for (const domain of domains) skipped.delete(domain);
  }
  return skipped;
});
