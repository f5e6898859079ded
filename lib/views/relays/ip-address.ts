/**
 * IP addresses in mail headers: whether a text is one, where one stands in a text, and what range it is of. IPv4 without
 * leading zeros; IPv6 with or without `IPv6:` in front, with an IPv4 tail too (RFC 4291 section 2.2, RFC 5321 section 4.1.3).
 */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const IPV4_ONLY = new RegExp(`^${IPV4}$`);
const GROUP = '[0-9A-Fa-f]{1,4}';

const QUAD = '\\d{1,3}(?:\\.\\d{1,3}){3}';
const COLONS = `[0-9A-Fa-f]{0,4}:(?:(?:[0-9A-Fa-f:]{0,39}:)?${QUAD}|[0-9A-Fa-f:]{1,39})`;
/**
 * What looks like an address, for use inside larger patterns between delimiters: short, so that a hundred patterns
 * compile quickly. isIpAddress tells whether it is one.
 */
export const IP_LIKE = `(?:${QUAD}(?!\\w)|(?:[Ii][Pp][Vv]6:)?${COLONS}(?![0-9A-Fa-f:]))`;

export function isIpv4Address(text: string): boolean {
  return IPV4_ONLY.test(text);
}

export function isIpAddress(text: string): boolean {
  return isIpv4Address(text) || ipv6Groups(text.replace(/^ipv6:/i, '')) !== undefined;
}

/** The address in IPv6 form, IPv4 as ::ffff:a.b.c.d; undefined: it is none. */
export function addressBits(text: string): bigint | undefined {
  const groups = ipv6Groups(isIpv4Address(text) ? `::ffff:${text}` : text);
  return groups?.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** Eight groups of 16 bits. */
function ipv6Groups(text: string): readonly number[] | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  const tail = /:([\d.]+)$/.exec(text)?.[1] ?? '';
  let plain = text;
  if (tail.includes('.')) {
    if (!isIpv4Address(tail)) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
    plain = `${text.slice(0, -tail.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  }
  const [left = '', right, more] = plain.split('::');
  if (more !== undefined) return undefined;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const front = groups(left);
  const back = groups(right ?? '');
  const missing = 8 - front.length - back.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return all.every(group => /^[0-9A-Fa-f]{1,4}$/.test(group))
    ? all.map(group => Number.parseInt(group, 16))
    : undefined;
}

let anywhere: RegExp | undefined;
let standalone: RegExp | undefined;

/** The first address in a text. */
export function findIpAddress(text: string): string | undefined {
  return (anywhere ??= new RegExp(anywhereSource())).exec(text)?.[0];
}

/** All of them. */
export function ipAddressesIn(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(anywhereSource(), 'g'))].map(([address]) => address);
}

/** The first that is no piece of a longer dotted thing, such as a version number. */
export function findStandaloneIpAddress(text: string): string | undefined {
  return (standalone ??= new RegExp(`(?<!\\.)\\b(?:${anywhereSource()})\\b(?!\\.)`)).exec(text)?.[0];
}

function anywhereSource(): string {
  const short = (total: number, end: string): string[] =>
    Array.from({ length: total }, (_, front) =>
      front === 0
        ? `:(?::${GROUP}){1,${total}}${end}`
        : `(?:${GROUP}:){${front}}(?::${GROUP}){1,${total - front}}${end}`,
    );
  const ipv6 = [
    `(?:${GROUP}:){6}${IPV4}`,
    `(?:(?:${GROUP}:){1,5}|:):${IPV4}`,
    ...short(5, `:${IPV4}`),
    `(?:${GROUP}:){7}${GROUP}`,
    ...short(7, ''),
    `(?:${GROUP}:){1,7}:`,
    '::',
  ];
  return `\\b(?<!:)${IPV4}\\b|(?:[Ii][Pp][Vv]6:|(?<![0-9A-Fa-f:]))(?:${ipv6.join('|')})(?![0-9A-Fa-f:])`;
}

/** Loopback, link-local, RFC 1918 and RFC 6598, also when mapped into IPv6; fc00::/7 is not among them. */
export function isPrivateAddress(text: string): boolean {
  const bare = text.replace(/^ipv6:/i, '');
  const mapped = /^[0:]*:ffff:([\d.]+)$/i.exec(bare)?.[1];
  const ipv4 = mapped ?? bare;
  if (/^\d+\./.test(ipv4)) {
    const [first = 0, second = 0] = ipv4.split('.').map(Number);
    return (
      first === 10 ||
      first === 127 ||
      (first === 169 && second === 254) ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168) ||
      (first === 100 && second >= 64 && second <= 127)
    );
  }
  return /^fe[89ab][0-9a-f]:/i.test(bare) || addressBits(bare) === 1n;
}

/** A name or an address of the machine itself. */
export function isLocalhost(text: string): boolean {
  if (/^localhost(?:\.localdomain)?$/i.test(text)) return true;
  const bits = addressBits(text.replace(/^ipv6:/i, ''));
  return bits === 1n || bits === 0xffff_7f00_0001n;
}

/** As DNS lists ask for it (RFC 5782): octets, or nibbles of IPv6, in reverse. */
export function reverseAddress(text: string): string | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return text.split('.').reverse().join('.');
  const groups = text.includes(':') ? ipv6Groups(text) : undefined;
  if (groups === undefined) return undefined;
  const nibbles = groups.map(group => group.toString(16).padStart(4, '0')).join('');
  return Array.from(nibbles).reverse().join('.');
}
