/** What the test server says to a question: the datagrams in their order, and the answer over TCP. */
import { randomBytes } from 'node:crypto';
import { encode, type Answer, type DecodedPacket } from 'dns-packet';
import { find, keyOf, type Faults, type Zone } from './zone.ts';

export interface Reply {
  readonly delayMs: number;
  readonly datagrams: readonly { readonly bytes: Buffer; readonly fromOtherPort: boolean }[];
  /** undefined: the connection stays open and silent. */
  readonly stream: Buffer | undefined;
}

const RCODES: ReadonlyMap<string, number> = new Map([
  ['formerr', 1],
  ['servfail', 2],
  ['nxdomain', 3],
  ['notimp', 4],
  ['refused', 5],
]);
const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;
const RECURSION = 0x0180;
const MAX_CHAIN = 20;

export function reply(zone: Zone, query: DecodedPacket, askedBefore: number): Reply {
  const asked = query.questions?.[0] ?? { name: '.', type: 'A' };
  const faults: Faults = find(zone.faults, asked.name) ?? new Map();
  const delayMs = Number(faults.get('delay') ?? 0);
  const isSilent = faults.has('silent') || askedBefore < Number(faults.get('drop') ?? 0);
  if (isSilent) return { delayMs, datagrams: [], stream: undefined };

  const whole = damaged(answerTo(zone, query, faults), query, faults);
  const size = query.additionals?.find(one => one.type === 'OPT')?.udpPayloadSize ?? 512;
  const isCut = faults.has('truncate') || whole.length > size;
  const one = isCut ? cut(query) : whole;
  const before = faults.has('spoof-first') ? spoofed(query) : [];
  const datagrams = [...before, one, ...(faults.has('twice') ? [one] : [])];
  const stream = Buffer.concat([Buffer.from([whole.length >> 8, whole.length & 255]), whole]);
  return {
    delayMs,
    datagrams: datagrams.map(bytes => ({ bytes, fromOtherPort: faults.has('other-port') })),
    stream: faults.has('tcp-silent')
      ? undefined
      : stream.subarray(0, faults.has('tcp-short') ? 9 : undefined),
  };
}

function answerTo(zone: Zone, query: DecodedPacket, faults: Faults): Buffer {
  const { name = '.', type = 'A' } = query.questions?.[0] ?? {};
  const hasEdns = query.additionals?.some(one => one.type === 'OPT') === true;
  if (faults.has('edns-formerr') && hasEdns) return packet(query, 1, []);
  const rcode = faults.get('rcode');
  if (rcode !== undefined) return packet(query, RCODES.get(rcode) ?? Number(rcode), []);
  if (faults.has('huge')) return packet(query, 0, [huge(name)]);
  if (faults.has('cname-loop')) return packet(query, 0, loopOfNames(name));
  const length = Number(faults.get('chain') ?? 0);
  if (length > 0) return packet(query, 0, chain(name, length));
  const answers = lookup(zone, name, type);
  const stranger: Answer[] = [{ name: 'stranger.invalid', type: 'A', ttl: 60, data: '127.0.0.2' }];
  if (answers === undefined) return packet(query, 3, [], soaAbove(zone, name));
  const known = faults.has('stranger') ? [...answers, ...stranger] : answers;
  return packet(query, 0, known, known.length === 0 ? soaAbove(zone, name) : []);
}

/** undefined: no such name. */
function lookup(zone: Zone, name: string, type: string): Answer[] | undefined {
  const answers: Answer[] = [];
  let at = name;
  for (let step = 0; step < MAX_CHAIN; step += 1) {
    const records = find(zone.records, at);
    if (records === undefined) return hasBelow(zone, at) || answers.length > 0 ? answers : undefined;
    const own = records.map(record => ({ ...record, name: at }));
    const found = own.filter(record => type === 'ANY' || record.type === type);
    answers.push(...found);
    const [alias] = own.flatMap(record => (record.type === 'CNAME' ? [record] : []));
    if (found.length > 0 || alias === undefined) return answers;
    answers.push(alias);
    at = alias.data;
  }
  return answers;
}

function hasBelow({ records }: Zone, name: string): boolean {
  return [...records.keys()].some(known => known.endsWith(`.${keyOf(name)}`));
}

function soaAbove(zone: Zone, name: string): Answer[] {
  const labels = keyOf(name).split('.');
  for (let from = 0; from < labels.length; from += 1) {
    const soa = zone.records.get(labels.slice(from).join('.'))?.find(record => record.type === 'SOA');
    if (soa !== undefined) return [soa];
  }
  return [];
}

function packet(query: DecodedPacket, rcode: number, answers: Answer[], authorities: Answer[] = []): Buffer {
  const bytes = encode({
    type: 'response',
    id: query.id ?? 0,
    flags: RECURSION,
    questions: query.questions ?? [],
    answers: answers.map(copy),
    authorities: authorities.map(copy),
  });
  bytes.writeUInt16BE((bytes.readUInt16BE(2) & 0xfff0) | rcode, 2);
  return bytes;
}

/** dns-packet writes into the lists of strings that it is given. */
function copy(record: Answer): Answer {
  return record.type === 'TXT' && Array.isArray(record.data) ? { ...record, data: [...record.data] } : record;
}

function cut(query: DecodedPacket): Buffer {
  const bytes = packet(query, 0, []);
  bytes.writeUInt16BE(bytes.readUInt16BE(2) | TRUNCATED, 2);
  return bytes;
}

/** From somebody who does not know the id: 127.0.0.66, as if it were listed. */
function spoofed(query: DecodedPacket): Buffer[] {
  const { name = '.' } = query.questions?.[0] ?? {};
  const forged = packet(query, 0, [{ name, type: 'A', ttl: 60, data: '127.0.0.66' }]);
  return [1, 2, 3].map(step => {
    const bytes = Buffer.from(forged);
    bytes.writeUInt16BE(((query.id ?? 0) + step) & 0xffff, 0);
    return bytes;
  });
}

function huge(name: string): Answer {
  const strings = Array.from({ length: 250 }, () => Buffer.alloc(255, 'x'));
  return { name, type: 'TXT', ttl: 60, data: strings };
}

function chain(name: string, length: number): Answer[] {
  const links = Array.from({ length }, (_, step) => (step === 0 ? name : `c${step}.test`));
  return [
    ...links.map((link, step): Answer => ({ name: link, type: 'CNAME', ttl: 60, data: `c${step + 1}.test` })),
    { name: `c${length}.test`, type: 'A', ttl: 60, data: '127.0.0.2' },
  ];
}

function loopOfNames(name: string): Answer[] {
  return [
    { name, type: 'CNAME', ttl: 60, data: 'loop.test' },
    { name: 'loop.test', type: 'CNAME', ttl: 60, data: name },
  ];
}

function damaged(bytes: Buffer, query: DecodedPacket, faults: Faults): Buffer {
  const questionEnd = bytes.indexOf(0, 12) + 5;
  if (faults.has('wrong-id')) bytes.writeUInt16BE(((query.id ?? 0) + 1) & 0xffff, 0);
  if (faults.has('wrong-name')) bytes.writeUInt8(bytes.readUInt8(13) ^ 1, 13);
  if (faults.has('wrong-type')) bytes.writeUInt16BE(255, questionEnd - 4);
  if (faults.has('lower-case')) lowerCase(bytes.subarray(12, questionEnd - 5));
  if (faults.has('query-bit')) bytes.writeUInt16BE(bytes.readUInt16BE(2) & ~RESPONSE, 2);
  if (faults.has('counts')) bytes.writeUInt16BE(0xffff, 6);
  if (faults.has('no-question')) {
    bytes.writeUInt16BE(0, 4);
    return Buffer.concat([bytes.subarray(0, 12), bytes.subarray(questionEnd)]);
  }
  if (faults.has('loop')) return Buffer.concat([bytes.subarray(0, questionEnd), loopOfPointers(questionEnd)]);
  if (faults.has('garbage')) return Buffer.concat([bytes.subarray(0, questionEnd), randomBytes(200)]);
  if (faults.has('short')) return bytes.subarray(0, Number(faults.get('short') ?? 0));
  return bytes;
}

/** A record whose name points at itself (RFC 1035, section 4.1.4). */
function loopOfPointers(at: number): Buffer {
  return Buffer.from([0xc0 | (at >> 8), at & 255, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 2]);
}

function lowerCase(bytes: Buffer): void {
  for (const [at, byte] of bytes.entries()) if (byte >= 65 && byte <= 90) bytes[at] = byte | 0x20;
}
