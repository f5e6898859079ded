/**
 * Lists of networks as trusted_networks and its kin write them (spec 1.3): `a.b.c.d[/len]`, truncated quads, `a-b`, IPv6,
 * `!` for an exception. The first entry that contains the address decides. An entry that cannot be read counts for nothing.
 */
import { addressBits } from './ip-address.ts';

export interface NetworkList {
  /** Somebody set it; the loopback networks alone do not count. */
  readonly configured: boolean;
  readonly networks: readonly Network[];
  contains(ip: string): boolean;
}

export interface NetworkSettings {
  readonly trusted: NetworkList;
  readonly internal: NetworkList;
  readonly msa: NetworkList;
  /** Entries that do not count because the wider list does not contain them. */
  readonly left: readonly LeftOut[];
}

export interface LeftOut {
  readonly entry: string;
  readonly list: 'internal_networks' | 'msa_networks';
  readonly wider: 'trusted_networks' | 'internal_networks';
}

export interface Network {
  /** As written. */
  readonly entry: string;
  readonly excluded: boolean;
  /** First and last address, IPv4 as ::ffff:a.b.c.d. */
  readonly first: bigint;
  readonly last: bigint;
}

type Kind = Pick<Network, 'entry' | 'excluded'>;

const LOOPBACK = ['127.0.0.0/8', '::1'];
const IPV6_BITS = 128;
const IPV4_BITS = 32;

/** `entries` in the order written; loopback: 127/8 and ::1 come first, as in trusted_networks and internal_networks. */
export function networkList(entries: readonly string[], loopback: boolean): NetworkList {
  const all = [...(loopback ? LOOPBACK : []), ...entries];
  return listOf(
    all.flatMap(entry => readNetwork(entry) ?? []),
    entries.length > 0,
  );
}

function listOf(networks: readonly Network[], configured: boolean): NetworkList {
  return {
    configured,
    networks,
    contains: ip => {
      const bits = addressBits(ip);
      if (bits === undefined) return false;
      const network = networks.find(({ first, last }) => bits >= first && bits <= last);
      return network !== undefined && !network.excluded;
    },
  };
}

/** What is internal must be trusted; a submission server must be trusted, or else internal. */
export function networkSettings(
  entries: Readonly<Record<'trusted' | 'internal' | 'msa', readonly string[]>>,
): NetworkSettings {
  const trusted = networkList(entries.trusted, true);
  const internal = networkList(entries.internal, true);
  const msa = networkList(entries.msa, false);
  const left: LeftOut[] = [];
  const within = (list: NetworkList, name: LeftOut['list']): NetworkList => {
    const wider = trusted.configured ? trusted : internal;
    if (!wider.configured || wider === list) return list;
    const outside = list.networks.filter(network => !network.excluded && !containsNetwork(wider, network));
    for (const { entry } of outside)
      left.push({ entry, list: name, wider: trusted.configured ? 'trusted_networks' : 'internal_networks' });
    return outside.length === 0
      ? list
      : listOf(
          list.networks.filter(network => !outside.includes(network)),
          list.configured,
        );
  };
  return {
    trusted,
    internal: within(internal, 'internal_networks'),
    msa: within(msa, 'msa_networks'),
    left,
  };
}

function containsNetwork({ networks }: NetworkList, { first, last }: Network): boolean {
  const around = networks.find(network => first >= network.first && last <= network.last);
  return around !== undefined && !around.excluded;
}

export const NO_NETWORKS: NetworkSettings = networkSettings({ trusted: [], internal: [], msa: [] });

/** undefined: the entry cannot be read. */
export function readNetwork(entry: string): Network | undefined {
  const kind = { entry, excluded: entry.startsWith('!') };
  const text = entry.replace(/^!\s*/, '');
  const range = /^([^-]+)-([^-]+)$/.exec(text);
  if (range !== null) {
    const first = addressBits(plainQuad(range[1] ?? ''));
    const last = addressBits(plainQuad(range[2] ?? ''));
    return first === undefined || last === undefined ? undefined : { ...kind, first, last };
  }
  const [, address = '', length] = /^\[?([^\]/%]+)(?:%[\w.~-]*)?\]?(?:\/([\d.]+))?$/.exec(text) ?? [];
  return /^\d+(?:\.|$)/.test(address)
    ? ipv4Network(address, length, kind)
    : ipv6Network(address, length, kind);
}

/** 10, 10.1. and 10.1.2 stand for /8, /16 and /24. */
function ipv4Network(address: string, length: string | undefined, kind: Kind): Network | undefined {
  const quads = address.replace(/\.$/, '').split('.');
  if (quads.length > 4 || (quads.length === 4 && address.endsWith('.'))) return undefined;
  const full = plainQuad([...quads, ...Array.from({ length: 4 - quads.length }, () => '0')].join('.'));
  const bits = length === undefined ? 8 * quads.length : prefixLength(length);
  if (bits === undefined || bits > IPV4_BITS) return undefined;
  return network(full, IPV6_BITS - IPV4_BITS + bits, kind);
}

function ipv6Network(address: string, length: string | undefined, kind: Kind): Network | undefined {
  const bits = Number(length ?? IPV6_BITS);
  return Number.isInteger(bits) && bits <= IPV6_BITS ? network(address, bits, kind) : undefined;
}

function network(address: string, bits: number, kind: Kind): Network | undefined {
  const base = addressBits(address);
  if (base === undefined) return undefined;
  const host = (1n << BigInt(IPV6_BITS - bits)) - 1n;
  return { ...kind, first: base & ~host, last: base | host };
}

/** `/24` or `/255.255.255.0`. */
function prefixLength(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const mask = addressBits(text);
  if (mask === undefined) return undefined;
  const binary = (mask & 0xffff_ffffn).toString(2).padStart(IPV4_BITS, '0');
  return /^1*0*$/.test(binary) ? binary.replaceAll('0', '').length : undefined;
}

/** Octets may be written with zeros in front. */
function plainQuad(address: string): string {
  return address.trim().replace(/\b0+(?=\d)/g, '');
}
