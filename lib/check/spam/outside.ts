/** Opens what rules may ask beyond the message (lib/rules/outside.ts), for one message, as the site and its rule files say. */
import type { Deadline } from '../../deadline.ts';
import { openHelpers, type HelperPlaces } from '../../net/open-helpers.ts';
import { MessageResolver } from '../../net/message-resolver.ts';
import { serversInTurn, serversOfSystem, type DnsServerAddress } from '../../net/dns-server.ts';
import type { QueryRecord } from '../../net/resolver.ts';
import { dnsSettings } from '../../rules/dns-settings.ts';
import type { Outside } from '../../rules/outside.ts';
import type { RuleSet, ScoreSet } from '../../rules/rule.ts';

export interface OutsideOptions {
  /** Absent: local tests only. */
  readonly network?: NetworkOptions | undefined;
}

export interface NetworkOptions {
  /** Name servers; undefined: those of the rule files (dns_server), else those of the system. Empty: nobody is asked. */
  readonly servers: readonly DnsServerAddress[] | undefined;
  /** For all answers of a message; rbl_timeout of the rule files counts if it is less. null: no such limit. */
  readonly timeoutMs: number | null;
  /** Where the client programs of the collaborative networks are looked for. Absent: none is run. */
  readonly programs?: HelperPlaces | undefined;
}

export interface OpenOutside {
  readonly outside: Outside;
  /** By what evidence there may be (spec 1.5). Without DNS the scores of network tests hold all the same, as in SpamAssassin. */
  readonly scoreSet: ScoreSet;
  /** What the DNS was asked, and what it told. */
  readonly queries: readonly QueryRecord[];
  /** Ends what is still open; nothing keeps the process afterwards. */
  readonly close: () => void;
}

export function openOutside(set: RuleSet, { network }: OutsideOptions, deadline: Deadline): OpenOutside {
  if (network === undefined) return { outside: {}, scoreSet: 0, queries: [], close: () => undefined };
  const helpers = network.programs === undefined ? undefined : openHelpers(network.programs);
  const resolver = dnsSettings(set).isAvailable ? resolverFor(set, network, deadline) : undefined;
  return {
    outside: {
      ...(helpers === undefined ? {} : { helpers }),
      ...(resolver === undefined ? {} : { resolver }),
    },
    scoreSet: 1,
    get queries() {
      return resolver?.queries ?? [];
    },
    close: () => {
      resolver?.close();
      helpers?.stop();
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
