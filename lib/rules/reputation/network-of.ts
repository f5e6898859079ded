/**
 * The network of an IP address as records name it (spec 6.1): so many bits of it; the first two octets of IPv4 by default,
 * otherwise the address of the network without its zeros at the end.
 */
import { addressBits } from '../../views/relays/ip-address.ts';
import { NO_NETWORK } from './sender-records.ts';

export interface MaskLengths {
  readonly ipv4: number;
  readonly ipv6: number;
}

const DEFAULT_IPV4_BITS = 16;
/** Nine pieces behind the first: SpamAssassin takes no longer ones, such as six short groups and an IPv4 tail behind `::`. */
const IPV6_LIKE = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}|\.\d{1,3}){2,9}$/i;
/** The width of the column. */
const MAX_LENGTH = 39;

/** `none` for what is no address. */
export function networkOf(ip: string, masks: MaskLengths): string {
  const quads = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(ip);
  if (quads !== null) {
    if (masks.ipv4 === 32) return ip;
    return masks.ipv4 === DEFAULT_IPV4_BITS ? (quads[1] ?? NO_NETWORK) : ipv4Network(ip, masks.ipv4);
  }
  const bits = ip.includes(':') && IPV6_LIKE.test(ip) ? addressBits(ip) : undefined;
  if (bits === undefined) return NO_NETWORK;
  const hex = masked(bits, 128, masks.ipv6).toString(16).toUpperCase().padStart(32, '0');
  const groups = hex.match(/.{4}/g) ?? [];
  return groups
    .join(':')
    .replace(/(?::0000){1,7}$/, '::')
    .slice(0, MAX_LENGTH);
}

function ipv4Network(ip: string, length: number): string {
  const octets = ip.split('.').map(Number);
  if (octets.some(octet => octet > 255)) return NO_NETWORK;
  const bits = octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  const network = masked(bits, 32, length);
  return [24n, 16n, 8n, 0n]
    .map(shift => String((network >> shift) & 0xffn))
    .join('.')
    .replace(/(?:\.0){1,3}$/, '');
}

function masked(bits: bigint, width: number, length: number): bigint {
  const rest = BigInt(Math.max(0, width - length));
  return (bits >> rest) << rest;
}
