/**
 * The central directory of a zip archive (APPNOTE 4.3.12 to 4.3.16). As Archive::Zip reads it: the end record lies in the last
 * 32 KiB, the directory lies right in front of it and ends there whatever the counts say, any known signature may open an
 * entry, and one entry that is cut short makes the archive unreadable.
 */
import type { Buffer } from 'node:buffer';
import { findEnd } from './zip-end.ts';
import { SIGNATURE } from './zip-format.ts';
import type { DirectoryEntry } from './zip-format.ts';
import { directoryNameOf } from './zip-local.ts';
import { readZip64 } from './zip64-extra.ts';

/** Beyond it the rest of a directory is not read. */
const MAX_MEMBERS = 20_000;
const HEADER_BYTES = 46;
const ENCRYPTED = 1;
const NAME_IS_UTF8 = 0x800;

/** undefined: not a zip archive, or broken. */
export function readDirectory(bytes: Buffer): readonly DirectoryEntry[] | undefined {
  const end = findEnd(bytes);
  if (end === undefined) return undefined;
  const lastSignature = end.isZip64 ? SIGNATURE.zip64End : SIGNATURE.end;
  const entries: DirectoryEntry[] = [];
  let at = Math.max(0, end.directoryEnd - end.directoryBytes);
  while (entries.length < MAX_MEMBERS) {
    if (at + 4 > bytes.length) return undefined;
    const signature = bytes.readUInt32LE(at);
    if (signature === lastSignature) break;
    if (!KNOWN.has(signature) || at + HEADER_BYTES > bytes.length) return undefined;
    const next = at + HEADER_BYTES + variableBytes(bytes, at);
    if (next > bytes.length) return undefined;
    const entry = readEntry(bytes, at, end);
    if (entry === undefined) return undefined;
    entries.push(entry);
    at = next;
  }
  return entries;
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(SIGNATURE));

/** Name, extra field and comment. */
function variableBytes(bytes: Buffer, at: number): number {
  return bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
}

function readEntry(
  bytes: Buffer,
  at: number,
  archive: { readonly isZip64: boolean; readonly shift: number },
): DirectoryEntry | undefined {
  const nameEnd = at + HEADER_BYTES + bytes.readUInt16LE(at + 28);
  const fields = {
    compressedSize: bytes.readUInt32LE(at + 20),
    sizeBytes: bytes.readUInt32LE(at + 24),
    localOffset: bytes.readUInt32LE(at + 42),
    disk: bytes.readUInt16LE(at + 34),
  };
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(at + 30));
  const real = archive.isZip64 ? readZip64(extra, fields) : { ...fields, isZip64: false };
  if (real === undefined) return undefined;
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const name = bytes.subarray(at + HEADER_BYTES, nameEnd);
  // Of what is stored as it is only one of the sizes can be true.
  const sizeBytes = method === 0 ? real.compressedSize : real.sizeBytes;
  const isDirectory = name.at(-1) === 0x2f && sizeBytes === 0;
  const entry = {
    name: textOf(name, flags),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    isDirectory,
    method,
    crc32: bytes.readUInt32LE(at + 16),
    compressedSize: real.compressedSize,
    sizeBytes,
    localOffset: real.localOffset,
    shift: archive.shift,
    archiveIsZip64: archive.isZip64,
  };
  return isDirectory ? asDirectory(bytes, entry) : entry;
}

/** What a folder is called, and its flags, are read from its local header, which must therefore be sound. */
function asDirectory(bytes: Buffer, entry: DirectoryEntry): DirectoryEntry | undefined {
  const local = directoryNameOf(bytes, entry);
  if (local === undefined) return undefined;
  const name = local.name === undefined ? entry.name : textOf(local.name, local.flags);
  return { ...entry, name, isEncrypted: (local.flags & ENCRYPTED) !== 0 };
}

function textOf(name: Buffer, flags: number): string {
  return name.toString((flags & NAME_IS_UTF8) === 0 ? 'latin1' : 'utf8');
}
