/**
 * The data of a DNS record in presentation form (RFC 1035, section 5.1; RFC 3596; RFC 5952), names without the dot at their end.
 * Nothing beyond the record's own length is read, except where a name points back. Byte strings.
 */
import type { RecordType } from './resolver.ts';
import { readName } from './wire-name.ts';

/** undefined: the data is not what the type says. */
export function readData(type: RecordType, bytes: Buffer, start: number, end: number): string | undefined {
  switch (type) {
    case 'A':
      return end - start === 4 ? bytes.subarray(start, end).join('.') : undefined;
    case 'AAAA':
      return end - start === 16 ? ipv6(bytes, start) : undefined;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return withNames(bytes, start, end, 0, 1);
    case 'MX':
      return withNames(bytes, start, end, 1, 1);
    case 'SRV':
      return withNames(bytes, start, end, 3, 1);
    case 'SOA':
      return soa(bytes, start, end);
    case 'TXT':
      return readStrings(bytes, start, end)?.join('');
    case 'ANY':
      return undefined;
  }
}

/** Some numbers of two bytes, then names. */
function withNames(
  bytes: Buffer,
  start: number,
  end: number,
  numbers: number,
  names: number,
): string | undefined {
  const words: string[] = [];
  let at = start;
  for (let count = 0; count < numbers; count += 1, at += 2) {
    if (at + 2 > end) return undefined;
    words.push(String(bytes.readUInt16BE(at)));
  }
  for (let count = 0; count < names; count += 1) {
    const found = readName(bytes, at, end);
    if (found === undefined || found.end > end) return undefined;
    words.push(found.name);
    at = found.end;
  }
  return at === end ? words.join(' ') : undefined;
}

const SOA_NUMBERS_BYTES = 20;

/** The last number is how long "no such name" holds at most (RFC 2308, section 4). */
function soa(bytes: Buffer, start: number, end: number): string | undefined {
  const numbersAt = end - SOA_NUMBERS_BYTES;
  const names = numbersAt > start ? withNames(bytes, start, numbersAt, 0, 2) : undefined;
  if (names === undefined) return undefined;
  const numbers = [0, 4, 8, 12, 16].map(offset => bytes.readUInt32BE(numbersAt + offset));
  return [names, ...numbers].join(' ');
}

/** Of a TXT record; undefined: malformed. */
export function readStrings(bytes: Buffer, start: number, end: number): readonly string[] | undefined {
  const texts: string[] = [];
  let at = start;
  while (at < end) {
    const next = at + 1 + (bytes[at] ?? 0);
    if (next > end) return undefined;
    texts.push(bytes.toString('latin1', at + 1, next));
    at = next;
  }
  return texts;
}

function ipv6(bytes: Buffer, start: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(start + index * 2).toString(16));
  const zeros = (from: number): number => {
    let count = 0;
    while (groups[from + count] === '0') count += 1;
    return count;
  };
  let longest = { at: 0, count: 1 };
  for (let at = 0; at < 8; at += 1) {
    const count = zeros(at);
    if (count > longest.count) longest = { at, count };
  }
  if (longest.count < 2) return groups.join(':');
  return `${groups.slice(0, longest.at).join(':')}::${groups.slice(longest.at + longest.count).join(':')}`;
}
