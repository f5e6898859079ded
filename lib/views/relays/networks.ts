/**
 * Lists of networks as trusted_networks and its kin write them (spec 1.3): `a.b.c.d[/len]`, truncated quads, `a-b`, IPv6,
 * `!` for an exception. The first entry that contains the address decides. An entry that cannot be read counts for nothing.
 */
import { addressBits } from './ip-address.ts';

export interface NetworkList {
  /** Somebody set it; the loopback networks alone do not count. */
  readonly configured: boolean;
  contains(ip: string): boolean;
}

export interface NetworkSettings {
  readonly trusted: NetworkList;
  readonly internal: NetworkList;
  readonly msa: NetworkList;
}

interface Network {
  readonly excluded: boolean;
  /** First and last address, IPv4 as ::ffff:a.b.c.d. */
  readonly first: bigint;
  readonly last: bigint;
}

const LOOPBACK = ['127.0.0.0/8', '::1'];
const IPV6_BITS = 128;
const IPV4_BITS = 32;

/** `entries` in the order written; loopback: 127/8 and ::1 come first, as in trusted_networks and internal_networks. */
export function networkList(entries: readonly string[], loopback: boolean): NetworkList {
  const networks = [...(loopback ? LOOPBACK : []), ...entries].flatMap(entry => readNetwork(entry) ?? []);
  return {
    configured: entries.length > 0,
    contains: ip => {
      const bits = addressBits(ip);
      if (bits === undefined) return false;
      const network = networks.find(({ first, last }) => bits >= first && bits <= last);
      return network !== undefined && !network.excluded;
    },
  };
}

export const NO_NETWORKS: NetworkSettings = {
  trusted: networkList([], true),
  internal: networkList([], true),
  msa: networkList([], false),
};

/** undefined: the entry cannot be read. */
export function readNetwork(entry: string): Network | undefined {
  const excluded = entry.startsWith('!');
  const text = entry.replace(/^!\s*/, '');
  const range = /^([^-]+)-([^-]+)$/.exec(text);
  if (range !== null) {
    const first = addressBits(plainQuad(range[1] ?? ''));
    const last = addressBits(plainQuad(range[2] ?? ''));
    return first === undefined || last === undefined ? undefined : { excluded, first, last };
  }
  const [, address = '', length] = /^\[?([^\]/%]+)(?:%[\w.~-]*)?\]?(?:\/([\d.]+))?$/.exec(text) ?? [];
  return /^\d+(?:\.|$)/.test(address)
    ? ipv4Network(address, length, excluded)
    : ipv6Network(address, length, excluded);
}

/** 10, 10.1. and 10.1.2 stand for /8, /16 and /24. */
function ipv4Network(address: string, length: string | undefined, excluded: boolean): Network | undefined {
  const quads = address.replace(/\.$/, '').split('.');
  if (quads.length > 4 || (quads.length === 4 && address.endsWith('.'))) return undefined;
  const full = plainQuad([...quads, ...Array.from({ length: 4 - quads.length }, () => '0')].join('.'));
  const bits = length === undefined ? 8 * quads.length : prefixLength(length);
  if (bits === undefined || bits > IPV4_BITS) return undefined;
  return network(full, IPV6_BITS - IPV4_BITS + bits, excluded);
}

function ipv6Network(address: string, length: string | undefined, excluded: boolean): Network | undefined {
  const bits = Number(length ?? IPV6_BITS);
  return Number.isInteger(bits) && bits <= IPV6_BITS ? network(address, bits, excluded) : undefined;
}

function network(address: string, bits: number, excluded: boolean): Network | undefined {
  const base = addressBits(address);
  if (base === undefined) return undefined;
  const host = (1n << BigInt(IPV6_BITS - bits)) - 1n;
  return { excluded, first: base & ~host, last: base | host };
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
