/**
 * Reads the entries of a Berkeley DB hash file (libdb 3 to 5, hash versions 7 to 9: what Perl's DB_File writes on Linux),
 * without libdb: all pages in turn, and of each hash page its keys and values. Never writes, follows nothing out of the
 * file, and takes time and memory in proportion to its size. Byte strings.
 *
 * The file must not be in use. Layout: libdb 5.3, src/dbinc/db_page.h and dbreg; `file(1)` knows the same marks. Throws
 * UsageError for what is no such file, or is damaged.
 */
import { UsageError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';

export interface HashEntry {
  readonly key: string;
  readonly value: string;
}

const HASH_MAGIC = 0x061561;
/** Of the format of libdb 1.85, other members of the family, and what other libraries write. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [0x053162, 'a Berkeley DB b-tree'],
  [0x042253, 'a Berkeley DB queue'],
  [0x13579ace, 'a GDBM file'],
  [0x13579acf, 'a GDBM file'],
]);
const VERSIONS = { from: 7, to: 9 };
const META_BYTES = 72;
const PAGE_HEADER_BYTES = 26;
const PAGE = { hashUnsorted: 2, hash: 13, overflow: 7 } as const;
const ITEM = { inPlace: 1, offPage: 3 } as const;
/** SpamAssassin's keys and values are ids and counts. */
const MAX_ITEM_BYTES = 64 * 1024;

interface Layout {
  readonly pageBytes: number;
  readonly pages: number;
  readonly u16: (page: Buffer, at: number) => number;
  readonly u32: (page: Buffer, at: number) => number;
}

/** `name` is for the error. */
export function* berkeleyHashEntries(file: ByteSource, name: string): Generator<HashEntry> {
  const layout = layoutOf(file, name);
  const pageAt = (number: number): Buffer =>
    file.read(number * layout.pageBytes, (number + 1) * layout.pageBytes);
  for (let number = 1; number < layout.pages; number += 1) {
    const page = pageAt(number);
    const type = page[25];
    if (type !== PAGE.hash && type !== PAGE.hashUnsorted) continue;
    const items = itemsOf(page, layout, name, number);
    for (let at = 0; at + 1 < items.length; at += 2) {
      const [key, value] = [items[at], items[at + 1]].map(item =>
        item === undefined ? undefined : contentOf(item, layout, pageAt),
      );
      if (key === undefined || value === undefined)
        throw damaged(name, `page ${number} holds an entry that cannot be read`);
      yield { key, value };
    }
  }
}

function layoutOf(file: ByteSource, name: string): Layout {
  const meta = file.read(0, META_BYTES);
  if (meta.length < META_BYTES) throw new UsageError(`${name} is too short for a Berkeley DB file`);
  const isLittle = meta.readUInt32LE(12) === HASH_MAGIC;
  if (!isLittle && meta.readUInt32BE(12) !== HASH_MAGIC) throw new UsageError(notHash(meta, name));
  const layout = {
    u16: (page: Buffer, at: number) => (isLittle ? page.readUInt16LE(at) : page.readUInt16BE(at)),
    u32: (page: Buffer, at: number) => (isLittle ? page.readUInt32LE(at) : page.readUInt32BE(at)),
  };
  const version = layout.u32(meta, 16);
  if (version < VERSIONS.from || version > VERSIONS.to)
    throw new UsageError(`${name} is a Berkeley DB hash of version ${version}, which is not read here`);
  if (meta[24] !== 0 || meta[26] !== 0)
    throw new UsageError(`${name} is encrypted, has checksums or is divided, which is not read here`);
  const pageBytes = layout.u32(meta, 20);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
    throw damaged(name, `pages of ${pageBytes} bytes`);
  const pages = layout.u32(meta, 32) + 1;
  if (pages * pageBytes > file.sizeBytes) throw damaged(name, `it ends before its last page`);
  return { ...layout, pageBytes, pages };
}

function notHash(meta: Buffer, name: string): string {
  const [first, magic] = [meta.readUInt32LE(0), meta.readUInt32LE(12)];
  if (first === HASH_MAGIC || meta.readUInt32BE(0) === HASH_MAGIC)
    return `${name} is of libdb 1.85, which is not read here`;
  const other = OTHERS.get(magic) ?? OTHERS.get(first);
  return other === undefined ? `${name} is no Berkeley DB file` : `${name} is ${other}, not a hash file`;
}

function damaged(name: string, how: string): UsageError {
  return new UsageError(`${name} is damaged: ${how}`);
}

/** They lie from the end of the page towards its beginning. */
function itemsOf(page: Buffer, { u16, pageBytes }: Layout, name: string, number: number): Buffer[] {
  const entries = u16(page, 20);
  if (PAGE_HEADER_BYTES + entries * 2 > pageBytes)
    throw damaged(name, `page ${number} claims ${entries} items`);
  const items: Buffer[] = [];
  let end = pageBytes;
  for (let index = 0; index < entries; index += 1) {
    const start = u16(page, PAGE_HEADER_BYTES + index * 2);
    if (start >= end || start < PAGE_HEADER_BYTES + entries * 2)
      throw damaged(name, `item ${index} of page ${number} lies outside`);
    items.push(page.subarray(start, end));
    end = start;
  }
  return items;
}

function contentOf(item: Buffer, layout: Layout, pageAt: (number: number) => Buffer): string | undefined {
  if (item[0] === ITEM.inPlace) return item.toString('latin1', 1);
  if (item[0] !== ITEM.offPage || item.length < 12) return undefined;
  const total = layout.u32(item, 8);
  if (total > MAX_ITEM_BYTES) return undefined;
  let content = '';
  // A page gives at least a byte, so a chain that bites its tail ends, too.
  for (let next = layout.u32(item, 4); content.length < total;) {
    if (next === 0 || next >= layout.pages) return undefined;
    const page = pageAt(next);
    const bytes = layout.u16(page, 22);
    if (page[25] !== PAGE.overflow || bytes === 0 || PAGE_HEADER_BYTES + bytes > layout.pageBytes)
      return undefined;
    content += page.toString('latin1', PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + bytes);
    next = layout.u32(page, 16);
  }
  return content.slice(0, total);
}
