/**
 * Which lists in the DNS said of late that they do not answer this resolver (dns_block_rule): a file for each in the folder
 * given, its time that of the refusal. For all processes of the machine. A folder that cannot be read or written means that
 * nothing is known; the next message asks again.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MS_PER_S = 1000;
/** Names come from rule files, but are file names here. */
const DOMAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

export class RefusingListFiles {
  readonly #folder: string;
  readonly #nowMs: () => number;

  /** nowMs: since 1970. */
  constructor(folder: string, nowMs: () => number) {
    this.#folder = folder;
    this.#nowMs = nowMs;
  }

  /** Those of the domains that refused at most so many seconds ago; what is older is cleared away. */
  refusing(domains: readonly string[], seconds: number): readonly string[] {
    return domains.filter(domain => {
      const file = this.#fileOf(domain);
      const notedMs = file === undefined ? undefined : writtenMs(file);
      if (file === undefined || notedMs === undefined) return false;
      if (this.#nowMs() - notedMs <= seconds * MS_PER_S) return true;
      this.#forget(file);
      return false;
    });
  }

  /** From now on. Rejects when the folder cannot be written. */
  note(domain: string): Promise<void> {
    const file = this.#fileOf(domain);
    return new Promise(resolve => {
      if (file !== undefined) {
        mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
        writeFileSync(file, '', { mode: 0o600 });
      }
      resolve();
    });
  }

  #fileOf(domain: string): string | undefined {
    return DOMAIN.test(domain) ? join(this.#folder, `dnsblock_${domain}`) : undefined;
  }

  #forget(file: string): void {
    try {
      rmSync(file, { force: true });
    } catch {
      // Another user's; it counts no more all the same.
    }
  }
}

function writtenMs(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}
