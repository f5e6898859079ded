/**
 * The members of a zip archive that is held in memory: PKWARE APPNOTE 6.3, stored and deflated members, zip64. What counts
 * as an archive and what a member holds is as Perl's Archive::Zip 1.68 has it, which SpamAssassin reads with: the directory
 * decides, checksums of contents do not.
 *
 * Archives come from mail. Nothing here throws. The directory is read in linear time, at most 20,000 members of it; contents
 * are made one at a time and count against an allowance, so that neither a member that swells nor many that share their data
 * take memory or time beyond it.
 */
import { Buffer } from 'node:buffer';
import { readDirectory } from './zip-directory.ts';
import type { DirectoryEntry } from './zip-format.ts';
import { dataOf } from './zip-local.ts';
import { inflateWithin } from './inflate.ts';
import type { Allowance } from './inflate.ts';

const STORED = 0;
const DEFLATED = 8;

export interface ZipMember {
  /** Unicode where the archive says that the name is UTF-8, else a byte string. */
  readonly name: string;
  readonly isEncrypted: boolean;
  /** Byte string. undefined: there is none, it cannot be read, or the allowance is used up. */
  readonly contents: () => string | undefined;
}

/** undefined: not an archive, or one whose directory is broken. */
export function openZip(data: string, allowance: Allowance): readonly ZipMember[] | undefined {
  const bytes = Buffer.from(data, 'latin1');
  return readDirectory(bytes)?.map(entry => ({
    name: entry.name,
    isEncrypted: entry.isEncrypted,
    contents: () => contentsOf(bytes, entry, allowance)?.toString('latin1'),
  }));
}

function contentsOf(bytes: Buffer, entry: DirectoryEntry, allowance: Allowance): Buffer | undefined {
  if (entry.isDirectory || entry.isEncrypted) return undefined;
  if (entry.method !== STORED && entry.method !== DEFLATED) return undefined;
  const data = dataOf(bytes, entry);
  if (data === undefined) return undefined;
  const isCutShort = data.length < entry.compressedSize;
  if (entry.method === DEFLATED) return inflateWithin(data, { isCutShort, allowance });
  if (isCutShort || data.length > allowance.bytes) return undefined;
  allowance.bytes -= data.length;
  return data;
}
