/** Whom the rules of a site ask and how: the configuration, then the rule files, then the system. */
import { serversInTurn, serversOfSystem, type DnsServerAddress } from '../../net/dns-server.ts';
import type { ResolverSettings } from '../../net/message-resolver.ts';
import { dnsSettings } from '../../rules/dns-settings.ts';
import type { RuleSet } from '../../rules/rule.ts';

/** `servers` undefined: those of the rule files (dns_server), else those of the system. undefined: dns_available says no. */
export function resolverSettings(
  set: RuleSet,
  servers: readonly DnsServerAddress[] | undefined,
): ResolverSettings | undefined {
  const dns = dnsSettings(set);
  if (!dns.isAvailable) return undefined;
  const known = servers ?? (dns.servers.length > 0 ? dns.servers : serversOfSystem());
  return { ...dns, servers: dns.rotates ? serversInTurn(known) : known };
}
