/**
 * Reads an answer as it comes from a name server (RFC 1035, section 4; RFC 2308). Bytes are hostile: what is malformed is no
 * answer, what does not belong to the question is left out, and every count and length is bounded.
 */
import type { DnsRecord, RecordType, ResponseCode } from './resolver.ts';
import { TYPE_NUMBERS } from './question.ts';
import { readData, readStrings } from './wire-data.ts';
import { readName } from './wire-name.ts';

export interface WireAnswer {
  readonly code: ResponseCode;
  /** There is more than fits into a datagram; the records are not to be trusted. */
  readonly isTruncated: boolean;
  readonly records: readonly DnsRecord[];
  /** SOA records of the authority section. */
  readonly authority: readonly DnsRecord[];
  /** How long the answer holds. */
  readonly ttlS: number;
}

const HEADER_BYTES = 12;
const RESPONSE = 0x8000;
const OPCODE = 0x7800;
const TRUNCATED = 0x0200;
const CODE = 0x000f;
const CLASS_IN = 1;
const OPT = 41;
const SOA = 6;
const DNAME = 39;

/** More records than any list or domain needs. */
const MAX_RECORDS = 500;
/** CNAMEs, one after the other; resolvers give up earlier. */
const MAX_CHAIN = 16;
/** Without an SOA nobody says how long a name is not there. */
const UNKNOWN_TTL_S = 0;
/** RFC 2308, section 5: negative answers hold for three hours at most; positive ones for a day. */
const MAX_NEGATIVE_TTL_S = 10_800;
const MAX_TTL_S = 86_400;

const CODES: readonly ResponseCode[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const TYPES: ReadonlyMap<number, RecordType> = new Map(
  Object.entries(TYPE_NUMBERS).map(([type, number]) => [number, type as RecordType]),
);

/**
 * undefined: not an answer to this question. `question` stands as it was sent; `isCaseKept`: the answer has to repeat its
 * letter case (dns0x20). That the id is right is for the caller to see.
 */
export function readAnswer(bytes: Buffer, question: Buffer, isCaseKept: boolean): WireAnswer | undefined {
  if (bytes.length < HEADER_BYTES + question.length) return undefined;
  const flags = bytes.readUInt16BE(2);
  if ((flags & RESPONSE) === 0 || (flags & OPCODE) !== 0 || bytes.readUInt16BE(4) !== 1) return undefined;
  const repeated = bytes.toString('latin1', HEADER_BYTES, HEADER_BYTES + question.length);
  const sent = question.toString('latin1');
  if (repeated !== sent && (isCaseKept || small(repeated) !== small(sent))) return undefined;

  const isTruncated = (flags & TRUNCATED) !== 0;
  const number = flags & CODE;
  const code = CODES[number] ?? number;
  if (isTruncated) return { code, isTruncated, records: [], authority: [], ttlS: 0 };
  const answers = readSection(bytes, HEADER_BYTES + question.length, bytes.readUInt16BE(6));
  if (answers === undefined) return undefined;
  const asked = readName(bytes, HEADER_BYTES)?.name.toLowerCase() ?? '';
  const records = belonging(answers.records, asked);
  // One that is malformed tells nothing; the answer stands.
  const authority = readSection(bytes, answers.end, bytes.readUInt16BE(8))?.records ?? [];
  const soa = authority.flatMap(({ number, record }) =>
    number === SOA && record !== undefined ? [record] : [],
  );
  return {
    code,
    isTruncated,
    records: records.flatMap(({ record }) => record ?? []),
    authority: soa,
    ttlS: holds(records, code, soa[0]),
  };
}

/** ASCII letters only; these are bytes. */
function small(bytes: string): string {
  return bytes.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

interface WireRecord {
  /** In small letters. */
  readonly owner: string;
  readonly number: number;
  readonly ttlS: number;
  /** Of a type that we know, in the class of the internet. */
  readonly record: DnsRecord | undefined;
  readonly dataEnd: number;
}

/** undefined: malformed. */
function readSection(
  bytes: Buffer,
  start: number,
  count: number,
): { readonly records: readonly WireRecord[]; readonly end: number } | undefined {
  const records: WireRecord[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    const record = readRecord(bytes, at);
    if (record === undefined) return undefined;
    if (records.length < MAX_RECORDS) records.push(record);
    at = record.dataEnd;
  }
  return { records, end: at };
}

function readRecord(bytes: Buffer, start: number): WireRecord | undefined {
  const owner = readName(bytes, start);
  if (owner === undefined || owner.end + 10 > bytes.length) return undefined;
  const number = bytes.readUInt16BE(owner.end);
  const inClass = bytes.readUInt16BE(owner.end + 2) === CLASS_IN;
  // RFC 2181, section 8: with the highest bit set it is 0.
  const given = bytes.readUInt32BE(owner.end + 4);
  const ttlS = given > 0x7fffffff ? 0 : given;
  const dataStart = owner.end + 10;
  const dataEnd = dataStart + bytes.readUInt16BE(owner.end + 8);
  if (dataEnd > bytes.length) return undefined;
  const name = owner.name.toLowerCase();
  const type = inClass ? TYPES.get(number) : undefined;
  if (type === undefined || type === 'ANY')
    return { owner: name, number: inClass ? number : OPT, ttlS, record: undefined, dataEnd };
  const texts = type === 'TXT' ? readStrings(bytes, dataStart, dataEnd) : undefined;
  const data = texts?.join('') ?? readData(type, bytes, dataStart, dataEnd);
  if (data === undefined) return undefined;
  const several = texts !== undefined && texts.length > 1 ? { strings: texts } : {};
  return { owner: name, number, ttlS, record: { name, type, ttlS, data, ...several }, dataEnd };
}

/** Those of the name that was asked for, and of the names that CNAMEs (and a DNAME above it) lead to. */
function belonging(records: readonly WireRecord[], asked: string): readonly WireRecord[] {
  const names = new Set([asked]);
  const aliases = new Map(
    records.flatMap(({ owner, record }) => (record?.type === 'CNAME' ? [[owner, record.data] as const] : [])),
  );
  let at = aliases.get(asked)?.toLowerCase();
  for (let step = 0; at !== undefined && !names.has(at) && step < MAX_CHAIN; step += 1) {
    names.add(at);
    at = aliases.get(at)?.toLowerCase();
  }
  return records.filter(({ owner, number }) => names.has(owner) && number !== DNAME);
}

function holds(records: readonly WireRecord[], code: ResponseCode, soa: DnsRecord | undefined): number {
  const isPositive = code === 'NOERROR' && records.some(({ record }) => record?.type !== 'CNAME');
  if (isPositive) return Math.min(MAX_TTL_S, ...records.map(({ ttlS }) => ttlS));
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') return 0;
  if (soa === undefined) return UNKNOWN_TTL_S;
  const minimum = Number(soa.data.slice(soa.data.lastIndexOf(' ') + 1));
  return Math.min(MAX_NEGATIVE_TTL_S, soa.ttlS, minimum, ...records.map(({ ttlS }) => ttlS));
}
