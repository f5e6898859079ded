/**
 * The zones of the test server, as text. A line is a record (`name [ttl] type data`) or, with an `@` before it, what is wrong
 * with the answers for a name. `;` begins a comment. A name `*.x` stands for all below x that have no line of their own.
 *
 *   example.org.      300 SOA ns.example.org. admin.example.org. 1 3600 600 86400 60
 *   mail.example.org      A   192.0.2.1
 *   example.org           MX  10 mail.example.org
 *   example.org           TXT "v=spf1 " "ip4:192.0.2.0/24 -all"
 *   2.0.0.127.bl.test     A   127.0.0.2
 *   @ mail.example.org    delay=200 truncate
 *
 * Types: A AAAA CNAME DNAME MX NS PTR SOA SRV TXT. Without a ttl: 300. Names that nobody knows: NXDOMAIN, with the SOA above
 * them if there is one.
 */
import type { Answer } from 'dns-packet';

export interface Zone {
  /** By lower-case name without the dot at the end. */
  readonly records: ReadonlyMap<string, readonly Answer[]>;
  readonly faults: ReadonlyMap<string, Faults>;
}

/** What is wrong with an answer, each with the value behind its `=`. behaviour.ts says what they do. */
export type Faults = ReadonlyMap<Fault, string>;

export const FAULTS = [
  'delay',
  'silent',
  'drop',
  'truncate',
  'tcp-silent',
  'tcp-short',
  'rcode',
  'edns-formerr',
  'wrong-id',
  'wrong-name',
  'wrong-type',
  'lower-case',
  'other-port',
  'no-question',
  'query-bit',
  'spoof-first',
  'twice',
  'loop',
  'garbage',
  'short',
  'counts',
  'huge',
  'chain',
  'cname-loop',
  'stranger',
] as const;
export type Fault = (typeof FAULTS)[number];

export function parseZone(text: string): Zone {
  const records = new Map<string, Answer[]>();
  const faults = new Map<string, Map<Fault, string>>();
  for (const line of text.split('\n')) {
    const words = line.match(/"(?:[^"\\]|\\.)*"|;.*|[^\s;]+/g)?.filter(word => !word.startsWith(';')) ?? [];
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (first === '@') {
      const [name = '', ...given] = rest;
      const of = getOr(faults, keyOf(name), () => new Map<Fault, string>());
      for (const [fault, value] of given.map(faultOf)) of.set(fault, value);
    } else {
      getOr(records, keyOf(first), () => []).push(recordOf(first, rest, line));
    }
  }
  return { records, faults };
}

/** The line for a name, else for `*` in the place of its first labels. */
export function find<T>(lines: ReadonlyMap<string, T>, name: string): T | undefined {
  const key = keyOf(name);
  const own = lines.get(key);
  if (own !== undefined) return own;
  const labels = key.split('.');
  for (let from = 1; from <= labels.length; from += 1) {
    const found = lines.get(['*', ...labels.slice(from)].join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function keyOf(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function faultOf(word: string): [Fault, string] {
  const [name = '', value = ''] = word.split('=', 2);
  const fault = FAULTS.find(one => one === name);
  if (fault === undefined) throw new Error(`no such fault: ${word}`);
  return [fault, value];
}

function recordOf(owner: string, words: readonly string[], line: string): Answer {
  const hasTtl = /^\d+$/.test(words[0] ?? '');
  const [type = '', ...data] = hasTtl ? words.slice(1) : words;
  const name = keyOf(owner);
  const ttl = hasTtl ? Number(words[0]) : 300;
  const [first = '', second = ''] = data;
  const number = (index: number): number => Number(data[index]);
  switch (type.toUpperCase()) {
    case 'A':
    case 'AAAA':
      return { name, ttl, type: type.toUpperCase() as 'A' | 'AAAA', data: first };
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return { name, ttl, type: type.toUpperCase() as 'CNAME' | 'DNAME' | 'NS' | 'PTR', data: first };
    case 'MX':
      return { name, ttl, type: 'MX', data: { preference: number(0), exchange: second } };
    case 'SRV':
      return {
        name,
        ttl,
        type: 'SRV',
        data: { priority: number(0), weight: number(1), port: number(2), target: data[3] ?? '' },
      };
    case 'SOA':
      return {
        name,
        ttl,
        type: 'SOA',
        data: {
          mname: first,
          rname: second,
          serial: number(2),
          refresh: number(3),
          retry: number(4),
          expire: number(5),
          minimum: number(6),
        },
      };
    case 'TXT':
      return { name, ttl, type: 'TXT', data: data.flatMap(stringsOf) };
    default:
      throw new Error(`cannot read the zone line: ${line}`);
  }
}

/** `\"`, `\\`, `\ddd` (RFC 1035, section 5.1); a text of more than 255 bytes becomes several strings. */
function stringsOf(word: string): Buffer[] {
  const inner = word.startsWith('"') ? word.slice(1, -1) : word;
  const text = inner.replace(/\\(\d{3}|.)/gs, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number(what)) : what,
  );
  const bytes = Buffer.from(text, 'latin1');
  const strings = [bytes.subarray(0, 255)];
  for (let from = 255; from < bytes.length; from += 255) strings.push(bytes.subarray(from, from + 255));
  return strings;
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
