/**
 * The question of a DNS query: a name brought into the form in which it can be asked for, and its bytes on the wire (RFC 1035,
 * sections 2.3.4 and 4.1.2). Underscores are as good as letters (RFC 2181, section 11).
 */
import { domainToASCII } from 'node:url';
import type { RecordType } from './resolver.ts';

const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;

export const TYPE_NUMBERS: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  ANY: 255,
};

const CLASS_IN = 1;

/** In small letters, without dots at its end; undefined: nobody can have such a name. Takes and gives a byte string. */
export function askableName(given: string): string | undefined {
  const bare = given.replace(/\.{1,9}$/, '');
  const isAscii = !/[\x80-\xff]/.test(bare);
  const name = isAscii ? bare.toLowerCase() : domainToASCII(Buffer.from(bare, 'latin1').toString());
  if (name === '' || name.length > MAX_NAME_BYTES - 2 || /[^!-~]/.test(name)) return undefined;
  const isSound = name.split('.').every(label => label !== '' && label.length <= MAX_LABEL_BYTES);
  return isSound ? name : undefined;
}

/** QNAME, QTYPE and QCLASS. The name has to be askable. */
export function encodeQuestion(name: string, type: RecordType): Buffer {
  const bytes = Buffer.alloc(name.length + 6);
  let at = 0;
  for (const label of name.split('.')) {
    bytes[at] = label.length;
    bytes.write(label, at + 1, 'latin1');
    at += label.length + 1;
  }
  bytes.writeUInt16BE(TYPE_NUMBERS[type], at + 1);
  bytes.writeUInt16BE(CLASS_IN, at + 3);
  return bytes;
}

/** Writes each letter of the name large or small as `random` (a bit for a letter) says: dns0x20. */
export function mixCase(question: Buffer, random: Buffer): Buffer {
  const mixed = Buffer.from(question);
  for (let at = 0; mixed[at] !== 0 && mixed[at] !== undefined; at += (mixed[at] ?? 0) + 1) {
    for (let letter = at + 1; letter <= at + (mixed[at] ?? 0); letter += 1) {
      const byte = mixed[letter] ?? 0;
      const isUpper = (((random[letter >> 3] ?? 0) >> (letter & 7)) & 1) === 1;
      if (byte >= 0x61 && byte <= 0x7a && isUpper) mixed[letter] = byte - 0x20;
    }
  }
  return mixed;
}

const RECURSION_DESIRED = 0x0100;
const OPT = 41;

/** A whole query; `ednsBytes`: how large an answer may be over UDP (RFC 6891), undefined: 512 bytes, as of old. */
export function encodeQuery(id: number, question: Buffer, ednsBytes: number | undefined): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4);
  if (ednsBytes === undefined) return Buffer.concat([header, question]);
  header.writeUInt16BE(1, 10);
  const opt = Buffer.alloc(11);
  opt.writeUInt16BE(OPT, 1);
  opt.writeUInt16BE(ednsBytes, 3);
  return Buffer.concat([header, question, opt]);
}
