/**
 * What rule files say about asking the DNS (Mail::SpamAssassin::Conf(3)): dns_available, dns_server, dns_options,
 * dns_local_ports_*, dns_query_restriction, rbl_timeout.
 *
 * `dns_available test` counts as yes: a process for each message would have to ask before each, and what does not answer is no
 * evidence anyway. dns_test_interval belongs to that test. `v4` and `v6` of dns_options tell what that test asks for.
 */
import { parseServer, type DnsServerAddress } from '../net/dns-server.ts';
import type { PatienceSettings, TimeoutSettings } from '../net/patience.ts';
import { durationMs } from './duration.ts';
import { perSet } from './per-set.ts';
import { clearable } from './view-settings.ts';
import type { SettingLines } from './settings.ts';
import { wordsOf } from './words.ts';

export interface DnsSettings extends PatienceSettings {
  readonly isAvailable: boolean;
  /** Empty: those of the system. */
  readonly servers: readonly DnsServerAddress[];
  /** Another server first for each message. */
  readonly rotates: boolean;
  readonly mixesCase: boolean;
  readonly ednsBytes: number | undefined;
  readonly localPorts: Uint16Array;
  readonly mayAsk: (name: string) => boolean;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_EDNS_BYTES = 4096;
/** `edns` without a size. */
const PLAIN_EDNS_BYTES = 1220;
const OLD_UDP_BYTES = 512;

export const dnsSettings = perSet(({ settings }): DnsSettings => {
  const options = optionsOf(settings);
  const edns = options.get('edns') ?? DEFAULT_EDNS_BYTES;
  const hasNoTypes = options.get('v4') === 0 && options.get('v6') === 0;
  return {
    isAvailable: !/^(?:no|0)$/.test(settings.last('dns_available') ?? '') && !hasNoTypes,
    servers: clearable(settings, 'dns_server', 'clear_dns_servers').flatMap(text => parseServer(text) ?? []),
    rotates: options.get('rotate') === 1,
    mixesCase: options.get('dns0x20') === 1,
    ednsBytes: edns > OLD_UDP_BYTES ? Math.min(edns, 0xffff) : undefined,
    localPorts: portsOf(settings),
    mayAsk: restrictionOf(settings),
    ...timeoutsOf(settings),
  };
});

/** 1 on, 0 off, or the size of edns. The last word on each counts. */
function optionsOf(settings: SettingLines): ReadonlyMap<string, number> {
  const options = new Map<string, number>();
  for (const word of settings.values('dns_options').flatMap(value => value.toLowerCase().split(/[ \t,]+/))) {
    const [, no, name = '', size] = /^(no)?(rotate|dns0x20|v4|v6|edns)0?(?:=(\d+))?$/.exec(word) ?? [];
    const on = name === 'edns' ? Number(size ?? PLAIN_EDNS_BYTES) : 1;
    options.set(name, no === undefined ? on : 0);
  }
  return options;
}

/** Empty: the system chooses. The directives change a set that begins with all ports but the privileged ones. */
function portsOf(settings: SettingLines): Uint16Array {
  const lines = settings.all('dns_local_ports_permit', 'dns_local_ports_avoid', 'dns_local_ports_none');
  if (lines.length === 0) return new Uint16Array();
  const allowed = new Uint8Array(65_536).fill(1, 1024);
  for (const { key, value } of lines) {
    if (key === 'dns_local_ports_none') allowed.fill(0);
    for (const [, from = '', to = from] of value.matchAll(/(\d+)(?:-(\d+))?/g))
      allowed.fill(key === 'dns_local_ports_permit' ? 1 : 0, Number(from), Number(to) + 1);
  }
  allowed[0] = 0;
  const ports = new Uint16Array(allowed.length);
  let count = 0;
  for (const [port, isAllowed] of allowed.entries()) if (isAllowed === 1) ports[count++] = port;
  return ports.slice(0, count);
}

/** The longest domain above a name decides, then `*`. */
function restrictionOf(settings: SettingLines): (name: string) => boolean {
  const allowed = new Map<string, boolean>();
  for (const { key, value } of settings.all('dns_query_restriction', 'clear_dns_query_restriction')) {
    if (key === 'clear_dns_query_restriction') allowed.clear();
    const [word = '', ...domains] = wordsOf(value);
    for (const domain of domains)
      allowed.set(domain.toLowerCase().replace(/^\.|\.$/g, ''), /^allow$/i.test(word));
  }
  if (allowed.size === 0) return () => true;
  return name => {
    const labels = name.split('.');
    const own = labels.keys().map(from => allowed.get(labels.slice(from).join('.')));
    return own.find(answer => answer !== undefined) ?? allowed.get('*') ?? true;
  };
}

function timeoutsOf(settings: SettingLines): PatienceSettings {
  let site: TimeoutSettings = { timeoutMs: DEFAULT_TIMEOUT_MS, leastTimeoutMs: undefined };
  const byZone = new Map<string, TimeoutSettings>();
  for (const value of settings.values('rbl_timeout')) {
    const words = wordsOf(value);
    const [first, second] = words.map(durationMs);
    // A unit is a letter, too: `15 3m` is two durations.
    const zone = words.length > 1 && durationMs(words.at(-1)) === undefined ? words.at(-1) : undefined;
    const before: TimeoutSettings | undefined = zone === undefined ? site : byZone.get(zoneKey(zone));
    const given = {
      timeoutMs: first ?? DEFAULT_TIMEOUT_MS,
      leastTimeoutMs: second ?? before?.leastTimeoutMs,
    };
    if (zone === undefined) site = given;
    else byZone.set(zoneKey(zone), given);
  }
  return { ...site, byZone };
}

function zoneKey(zone: string): string {
  return zone.toLowerCase().replace(/^\.|\.$/g, '');
}
