/**
 * Lists of hosts of URIs (spec 1.9): enlist_uri_host, delist_uri_host, blocklist_uri_host (list BLOCK), welcomelist_uri_host
 * (list WELCOME). A host may also be listed as `!host`: neither it nor what is below it is in the list.
 */
import { isIpAddress } from '../../views/relays/ip-address.ts';
import { perSet } from '../per-set.ts';
import { wordsOf } from './address-lists.ts';
import type { MessageContext } from './plugin.ts';

type HostList = Map<string, boolean>;

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['blocklist_uri_host', 'BLOCK'],
  ['welcomelist_uri_host', 'WELCOME'],
]);
/** Parents of a host that are looked up, from the right. */
const MAX_PARENTS = 10;

const hostLists = perSet(({ settings }): ReadonlyMap<string, HostList> => {
  const lists = new Map<string, HostList>();
  for (const { key, value } of settings.all('enlist_uri_host', 'delist_uri_host', ...SHORTHANDS.keys())) {
    const named = SHORTHANDS.has(key) ? null : /^\((.+?)\)\s+(.+)$/.exec(value);
    const name = SHORTHANDS.get(key) ?? named?.[1];
    const hosts = wordsOf(named?.[2] ?? value).map(host => ({
      host: host.replace(/^!/, ''),
      listed: !host.startsWith('!'),
    }));
    if (key === 'delist_uri_host') {
      const touched = name === undefined ? [...lists.values()] : [lists.get(name) ?? new Map()];
      for (const list of touched) for (const { host } of hosts) list.delete(host);
    } else if (name !== undefined) {
      const list = lists.get(name) ?? new Map<string, boolean>();
      for (const { host, listed } of hosts) list.set(host, listed);
      lists.set(name, list);
    }
  }
  return lists;
});

/** `host`, or `host (listed parent)`; undefined: no host of the message is in the list. */
export function listedHost(context: MessageContext, name: string): string | undefined {
  const list = hostLists(context.set).get(name);
  if (list === undefined) return undefined;
  for (const { host, keys } of context.once(hostsOfMessage)) {
    const key = keys.find(one => list.has(one));
    if (key !== undefined && list.get(key) === true) return key === host ? host : `${host} (${key})`;
  }
  return undefined;
}

interface Host {
  readonly host: string;
  /** The host and what is above it. */
  readonly keys: readonly string[];
}

function hostsOfMessage({ views }: MessageContext): readonly Host[] {
  const hosts = new Set<string>();
  for (const [uri, detail] of views.uriDetails) {
    if (!/^mailto:/i.test(uri)) for (const host of detail.hosts.keys()) hosts.add(host);
  }
  return Array.from(hosts, host => ({ host, keys: keysOf(host) }));
}

function keysOf(host: string): readonly string[] {
  const bare = /^\[(.*)\]$/.exec(host)?.[1];
  if (bare !== undefined) return [bare];
  if (isIpAddress(host)) return [host];
  const labels = host.split('.');
  const keys = labels.map((_, index) => labels.slice(index).join('.'));
  return keys.slice(-MAX_PARENTS);
}
