/** Opens the way into the DNS for one message, as the site and its rule files say. */
import type { Deadline } from '../../deadline.ts';
import { serversInTurn, serversOfSystem, type DnsServerAddress } from '../../net/dns-server.ts';
import { MessageResolver } from '../../net/message-resolver.ts';
import type { QueryRecord, Resolver } from '../../net/resolver.ts';
import { dnsSettings } from '../../rules/dns-settings.ts';
import type { RuleSet } from '../../rules/rule.ts';

export interface NetworkOptions {
  /** Name servers; undefined: those of the rule files (dns_server), else those of the system. Empty: nobody is asked. */
  readonly servers: readonly DnsServerAddress[] | undefined;
  /** For all answers of a message; rbl_timeout of the rule files counts if it is less. null: no such limit. */
  readonly timeoutMs: number | null;
}

export interface MessageNetwork {
  /** Absent: nothing is asked. */
  readonly resolver?: Resolver;
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** Ends what is still open; nothing keeps the process afterwards. */
  readonly close: () => void;
}

const NOBODY: MessageNetwork = { queries: [], close: () => undefined };

/** Without options: local tests only. */
export function openNetwork(
  set: RuleSet,
  network: NetworkOptions | undefined,
  deadline: Deadline,
): MessageNetwork {
  if (network === undefined || !dnsSettings(set).isAvailable) return NOBODY;
  const resolver = resolverFor(set, network, deadline);
  return {
    resolver,
    get queries() {
      return resolver.queries;
    },
    close: () => {
      resolver.close();
    },
  };
}

function resolverFor(
  set: RuleSet,
  { servers, timeoutMs }: NetworkOptions,
  deadline: Deadline,
): MessageResolver {
  const dns = dnsSettings(set);
  const known = servers ?? (dns.servers.length > 0 ? dns.servers : serversOfSystem());
  const asked = dns.rotates ? serversInTurn(known) : known;
  const limit = timeoutMs === null ? deadline : deadline.within(timeoutMs);
  return new MessageResolver({ ...dns, servers: asked }, { deadline: limit });
}
