/**
 * Looks through the attachments of one message for documents, archives and documents in archives. The name of a file says
 * how it is looked at; the limits of scan-settings.ts count only files that are looked at.
 */
import { linksToProgram } from './download-link.ts';
import { hasMacroSign, isEncrypted, isOleFile, runsOnOpen, startsCommand } from './document-signs.ts';
import type { Findings } from './findings.ts';
import type { Allowance } from './inflate.ts';
import { scanPackage } from './package-scan.ts';
import type { ScanSettings } from './scan-settings.ts';
import { openZip } from './zip.ts';
import type { ZipMember } from './zip.ts';

/** What all archives of a message may hold once they are opened. */
const MAX_UNPACKED_BYTES = 2 ** 27;

export class DocumentScan {
  readonly #settings: ScanSettings;
  readonly #allowance: Allowance = { bytes: MAX_UNPACKED_BYTES };
  readonly findings: Findings = { signs: new Set(), redirectUris: new Set(), mhtmlUris: new Set() };

  constructor(settings: ScanSettings) {
    this.#settings = settings;
  }

  /** Byte strings. Whether the attachment was looked at. */
  attachment(name: string, data: string): boolean {
    return !this.#settings.skipped.test(name) && this.#file(name, () => data, 1);
  }

  /** `depth`: of an archive if this is one; the outermost has 1. */
  #file(name: string, contents: () => string | undefined, depth: number): boolean {
    const { archives, macroDocuments, documents, scansAll } = this.#settings;
    const { signs } = this.findings;
    if (/\.csv$/i.test(name) && startsCommand(contents() ?? '')) signs.add('csv-command');
    if (archives.test(name)) {
      this.#archive(name, contents() ?? '', depth);
    } else if (macroDocuments.test(name)) {
      signs.add('macro');
      this.#document(name, contents() ?? '', { isOldType: false });
    } else if (documents.test(name)) {
      this.#document(name, contents() ?? '', { isOldType: true });
    } else if (scansAll) {
      this.#unnamed(name, contents() ?? '', depth);
    } else {
      return false;
    }
    return true;
  }

  #archive(name: string, data: string, depth: number): void {
    const { maxMembers, maxDepth, skipped, macroDocuments } = this.#settings;
    if (maxMembers === 0 || depth > maxDepth) return;
    let count = 0;
    for (const member of this.#members(name, data) ?? []) {
      if (skipped.test(member.name)) continue;
      if (member.isEncrypted) {
        if (macroDocuments.test(member.name)) this.findings.signs.add('macro');
        this.findings.signs.add('zip-password');
      } else if (this.#file(member.name, once(member.contents), depth + 1)) {
        count += 1;
        if (count >= maxMembers) return;
      }
    }
  }

  #document(name: string, data: string, { isOldType }: { readonly isOldType: boolean }): void {
    this.#looksLikeDocument(name, data, { isOldType });
    if (this.#downloads(data)) this.findings.signs.add('download');
  }

  /** A file whose name does not tell. */
  #unnamed(name: string, data: string, depth: number): void {
    if (this.#looksLikeDocument(name, data, { isOldType: true })) {
      this.findings.signs.add('renamed');
      if (this.#downloads(data)) this.findings.signs.add('download');
    }
    this.#archive(name, data, depth);
  }

  #looksLikeDocument(name: string, data: string, { isOldType }: { readonly isOldType: boolean }): boolean {
    const { signs } = this.findings;
    if (isEncrypted(data)) signs.add('encrypted');
    const hasMacro = isOldType && hasMacroSign(data);
    if (hasMacro) signs.add('macro');
    if (hasMacro && runsOnOpen(data)) signs.add('runs-on-open');
    const members = this.#members(name, data);
    const isPackage = members !== undefined && scanPackage(members, this.findings);
    return isOleFile(data) || hasMacro || isPackage;
  }

  #members(name: string, data: string): readonly ZipMember[] | undefined {
    const mayBeZip = data.startsWith('PK') || /\.zip$/i.test(name);
    return mayBeZip && data !== '' ? openZip(data, this.#allowance) : undefined;
  }

  /** As in SpamAssassin a file that begins with the name of the Windows call has its links ignored. */
  #downloads(data: string): boolean {
    return (
      (!data.startsWith('URLDownloadToFileA') && linksToProgram(data)) ||
      this.#settings.downloadMarker.test(data)
    );
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
