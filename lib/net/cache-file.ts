/**
 * Answers of the DNS in a file that the processes for many messages share, each until its time is over. The file is a table of
 * fixed size: an answer has a few slots where it may be, and takes the place of the one that ends soonest. Nobody locks, and
 * nothing is ever out of order: a slot that is torn, foreign or damaged has a wrong checksum and is empty. What does not fit
 * into a slot is not kept. Errors of the file system mean that nothing is known, and are not told.
 */
import { closeSync, constants, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { AnswerCache } from './message-resolver.ts';
import type { DnsAnswer } from './resolver.ts';

const SLOT_BYTES = 1024;
const SLOTS_OF_BUCKET = 4;
const BUCKETS = 1024;
const STARTS = Array.from({ length: SLOTS_OF_BUCKET }, (_, index) => index * SLOT_BYTES);
/** A number that says what this is, the checksum of all behind it, when it ends (ms since 1970), the length of the text. */
const HEAD_BYTES = 4 + 4 + 8 + 2;
const MAGIC = 0x6d736431;
/** No answer holds longer (lib/net/wire.ts): one that seems to was written while the clock was wrong. */
const MAX_LIFE_MS = 86_400_000;

export interface CacheFile extends AnswerCache {
  readonly close: () => void;
}

interface Entry {
  readonly key: string;
  readonly answer: DnsAnswer;
}

/** `nowMs`: milliseconds since 1970. The file is made when there is none, and its folder if that is what is missing. */
export function openCacheFile(path: string, nowMs: () => number): CacheFile {
  const file = open(path);
  return {
    get: key => {
      if (file === undefined) return undefined;
      const bucket = readBucket(file, key);
      for (const slot of slotsOf(bucket)) {
        const entry = readSlot(slot, nowMs());
        if (entry?.key === key) return entry.answer;
      }
      return undefined;
    },
    put: (key, answer, ttlS) => {
      const slot = writeSlot({ key, answer }, nowMs() + ttlS * 1000);
      if (file === undefined || slot === undefined) return;
      const at = placeFor(readBucket(file, key), key, nowMs());
      attempt(() => writeSync(file, slot, 0, slot.length, bucketStart(key) + at * SLOT_BYTES));
    },
    close: () => {
      if (file !== undefined) attempt(() => closeSync(file));
    },
  };
}

function open(path: string): number | undefined {
  const flags = constants.O_RDWR | constants.O_CREAT;
  return (
    attempt(() => openSync(path, flags, 0o600)) ??
    attempt(() => {
      mkdirSync(dirname(path), 0o700);
      return openSync(path, flags, 0o600);
    })
  );
}

function readBucket(file: number, key: string): Buffer {
  const bucket = Buffer.alloc(SLOT_BYTES * SLOTS_OF_BUCKET);
  attempt(() => readSync(file, bucket, 0, bucket.length, bucketStart(key)));
  return bucket;
}

function slotsOf(bucket: Buffer): readonly Buffer[] {
  return STARTS.map(start => bucket.subarray(start, start + SLOT_BYTES));
}

/** That of the same question, else one that is free, else the one that ends first. */
function placeFor(bucket: Buffer, key: string, nowMs: number): number {
  const slots = slotsOf(bucket);
  const entries = slots.map(slot => readSlot(slot, nowMs));
  const own = entries.findIndex(entry => entry?.key === key);
  if (own >= 0) return own;
  const free = entries.indexOf(undefined);
  if (free >= 0) return free;
  const ends = slots.map(endOf);
  return ends.indexOf(Math.min(...ends));
}

function writeSlot(entry: Entry, endMs: number): Buffer | undefined {
  const text = Buffer.from(JSON.stringify(entry));
  if (HEAD_BYTES + text.length > SLOT_BYTES) return undefined;
  const slot = Buffer.alloc(HEAD_BYTES + text.length);
  slot.writeUInt32BE(MAGIC, 0);
  slot.writeDoubleBE(endMs, 8);
  slot.writeUInt16BE(text.length, 16);
  text.copy(slot, HEAD_BYTES);
  slot.writeUInt32BE(crc32(slot.subarray(8)), 4);
  return slot;
}

/** undefined: empty, over, or damaged. */
function readSlot(slot: Buffer, nowMs: number): Entry | undefined {
  if (slot.readUInt32BE(0) !== MAGIC) return undefined;
  const endMs = endOf(slot);
  if (!(endMs > nowMs && endMs <= nowMs + MAX_LIFE_MS)) return undefined;
  const length = slot.readUInt16BE(16);
  if (HEAD_BYTES + length > slot.length) return undefined;
  if (crc32(slot.subarray(8, HEAD_BYTES + length)) !== slot.readUInt32BE(4)) return undefined;
  return attempt(() => JSON.parse(slot.toString('utf8', HEAD_BYTES, HEAD_BYTES + length)) as Entry);
}

function endOf(slot: Buffer): number {
  return slot.readDoubleBE(8);
}

function bucketStart(key: string): number {
  return (crc32(key) % BUCKETS) * SLOTS_OF_BUCKET * SLOT_BYTES;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
