/**
 * URIDNSBL (spec 6.5): lists of domains, hosts and addresses that stand in URIs. The questions about domains are asked before the first
 * rule runs; those about addresses and name servers when it is known which they are. skip_uribl_checks leaves them all out.
 *
 * As in SpamAssassin 4.0.1, rules with tflags `a` ask about the addresses of hosts and of name servers, and rules that would ask about
 * the addresses of name servers only (the default) ask nothing.
 */
import { isIpv4Address, isPrivateAddress, reverseAddress } from '../../views/relays/ip-address.ts';
import { toAce } from '../../views/uri/ace.ts';
import { allowed } from '../cf/value-types.ts';
import { lookups } from './dns/lookups.ts';
import { ASKS_DNS } from './plugin.ts';
import type { MessageContext, Plugin } from './plugin.ts';
import { hostsToAsk } from './uri-dnsbl/hosts-to-ask.ts';
import { judgeListing } from './uri-dnsbl/judge-listing.ts';
import { uriListFault } from './uri-dnsbl/uri-list-fault.ts';
import { activeUriListRules } from './uri-dnsbl/uri-list-rules.ts';
import type { UriListRule } from './uri-dnsbl/uri-list-rules.ts';

function prepare(message: MessageContext): void {
  const { set, scoreSet, outside, tags } = message;
  if (outside.resolver === undefined || set.settings.flag('skip_uribl_checks', false)) return;
  const hosts = message.once(hostsToAsk);
  tags.set('URIHOSTS', oneOrMore([...hosts.keys()].sort()));
  tags.set('URIDOMAINS', oneOrMore([...new Set(hosts.values())].sort()));
  const asker = new Asker(message, activeUriListRules(set, scoreSet));
  for (const [host, domain] of hosts) asker.askAbout(host, domain);
}

function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [only = ''] = values;
  return values.length === 1 ? only : values;
}

class Asker {
  readonly #message: MessageContext;
  readonly #rules: readonly UriListRule[];
  readonly #byAddress: readonly UriListRule[];
  readonly #byNameServer: readonly UriListRule[];
  readonly #seen = new Set<string>();

  constructor(message: MessageContext, rules: readonly UriListRule[]) {
    this.#message = message;
    this.#rules = rules;
    this.#byAddress = rules.filter(({ lists, rule }) => lists === 'address' && rule.tags.names.has('a'));
    this.#byNameServer = rules.filter(
      ({ lists, rule: { tags } }) =>
        lists === 'name server' ||
        lists === 'domain of name server' ||
        (lists === 'address' && (tags.names.has('ns') || !tags.names.has('a'))),
    );
  }

  askAbout(host: string, domain: string): void {
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(host);
    if (host.startsWith('[') || (isAddress && !isPublic(host))) return;
    if (!isAddress) {
      if (this.#byNameServer.length > 0) this.#askNameServers(domain);
      this.#askAddresses(host);
    }
    for (const one of this.#rules) {
      const { names } = one.rule.tags;
      if (one.lists !== 'domain' || !isWanted(names, isAddress)) continue;
      this.#askList(one, isAddress || names.has('notrim') ? host : domain);
    }
  }

  #askNameServers(domain: string): void {
    if (!this.#isNew(`NS ${domain}`)) return;
    const rules = this.#byNameServer.map(({ rule }) => rule.name);
    this.#message.once(lookups).ask({ name: toAce(domain), type: 'NS', rules }, ({ records }) => {
      for (const { type, data } of records)
        if (type === 'NS') this.#foundNameServer(data.replace(/\.+$/, '').toLowerCase());
    });
  }

  #foundNameServer(server: string): void {
    const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(server) || server.includes(':');
    if (isAddress && !isPublic(server)) return;
    if (!isAddress) this.#askAddresses(server);
    const domain = isAddress ? server : this.#message.views.settings.domains.trimToDomain(server);
    for (const one of this.#rules) {
      if (one.lists === 'name server') this.#askList(one, server);
      else if (one.lists === 'domain of name server') this.#askList(one, domain);
    }
  }

  #askAddresses(host: string): void {
    if (this.#byAddress.length === 0 || !this.#isNew(`A ${host}`)) return;
    const rules = this.#byAddress.map(({ rule }) => rule.name);
    const name = toAce(host);
    this.#message.once(lookups).ask({ name, type: 'A', rules }, ({ records }) => {
      for (const { type, data } of records) {
        if (type === 'A' && isIpv4Address(data))
          for (const one of this.#byAddress) this.#askList(one, data, name);
      }
    });
  }

  /** `host`: whose address is asked about. */
  #askList(one: UriListRule, about: string, host?: string): void {
    const listed = toAce(about);
    if (!this.#isNew(`${one.rule.name} ${listed}`)) return;
    const name = `${isIpv4Address(listed) ? (reverseAddress(listed) ?? listed) : listed}.${one.list}`;
    this.#message.once(lookups).ask({ name, type: one.type, rules: [one.rule.name] }, answer => {
      judgeListing(this.#message, answer, one, listed, host);
    });
  }

  #isNew(question: string): boolean {
    if (this.#seen.has(question)) return false;
    this.#seen.add(question);
    return true;
  }
}

function isPublic(address: string): boolean {
  return isIpv4Address(address) && !isPrivateAddress(address);
}

function isWanted(tags: ReadonlySet<string>, isAddress: boolean): boolean {
  if (tags.has('ips_only')) return isAddress;
  return !isAddress || !tags.has('domains_only');
}

export const uriDnsbl: Plugin = {
  name: 'URIDNSBL',
  isDefault: true,
  capabilities: [
    'has_subtest_for_ranges',
    'has_tflags_domains_only',
    'has_tflags_notrim',
    'has_uridnsbl_a_ns',
    'has_uridnsbl_for_a',
    'has_uridnsbl_skip_mailto',
  ],
  directives: {
    skip_uribl_checks: 'bool',
    uridnsbl_skip_mailto: 'bool',
    uridnsbl_max_domains: 'number',
    uridnsbl_skip_domain: 'words',
    clear_uridnsbl_skip_domain: 'custom',
    uridnsbl_timeout: 'custom',
    ...Object.fromEntries(
      ['uridnsbl', 'urirhsbl', 'urinsrhsbl', 'urifullnsrhsbl'].map(key => [
        key,
        allowed(/^\w+\s+\S+\s+\S+$/, 'a rule, a zone and A or TXT'),
      ]),
    ),
    ...Object.fromEntries(
      ['uridnssub', 'urirhssub', 'urinsrhssub', 'urifullnsrhssub'].map(key => [key, uriListFault]),
    ),
  },
  prepare,
  evals: {
    check_uridnsbl: {
      area: 'any',
      asks: ASKS_DNS,
      run: context => (context.once(lookups).wasAsked(context.rule.name) ? undefined : false),
    },
  },
};
