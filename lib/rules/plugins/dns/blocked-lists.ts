/**
 * dns_block_rule RULE DOMAIN...: when RULE hits, the list said that it does not answer this resolver, and for dns_block_time
 * (300 s) nothing is asked below the domains. Other processes are told by Outside.refusingLists.
 */
import { perSet } from '../../per-set.ts';
import { wordsOf } from '../../words.ts';
import type { MessageContext } from '../plugin.ts';

const DEFAULT_SECONDS = 300;

const blockRules = perSet(({ settings }): ReadonlyMap<string, ReadonlySet<string>> => {
  const rules = new Map<string, Set<string>>();
  for (const value of settings.values('dns_block_rule')) {
    const [rule = '', ...domains] = wordsOf(value);
    const known = rules.get(rule) ?? new Set();
    rules.set(rule, known);
    for (const domain of domains) known.add(domain.toLowerCase().replace(/^\.|\.$/g, ''));
  }
  return rules;
});

const blockDomains = perSet((set): readonly string[] => [
  ...new Set([...blockRules(set).values()].flatMap(domains => [...domains])),
]);

/** Key of MessageContext.once: whether a name is in a list that is left alone now. */
export function blockedLists({ set, outside }: MessageContext): (name: string) => boolean {
  const seconds = set.settings.number('dns_block_time', DEFAULT_SECONDS);
  const domains = blockDomains(set);
  const blocked = domains.length === 0 ? [] : (outside.refusingLists?.refusing(domains, seconds) ?? []);
  return name => {
    const lower = name.toLowerCase();
    return blocked.some(domain => lower === domain || lower.endsWith(`.${domain}`));
  };
}

/** At the end of a run: the lists that refused are told to people and, once the message is delivered, to other processes. */
export function noteRefusals(message: MessageContext, isHit: (rule: string) => boolean): void {
  const { refusingLists } = message.outside;
  for (const [rule, domains] of blockRules(message.set)) {
    if (!isHit(rule)) continue;
    for (const domain of domains) {
      message.remark(describeRefusal(domain));
      if (refusingLists !== undefined) message.afterwards(() => refusingLists.note(domain));
    }
  }
}

export function describeRefusal(list: string): string {
  return `the list ${list} does not answer this resolver, which asks too much or is a public one; use a resolver of your own, or leave the list out: dns_query_restriction deny ${list}`;
}
