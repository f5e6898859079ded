/**
 * Finds and reads the files of a rule set (spec 1.2): in a folder the plain files whose names end in .pre or .cf, in byte
 * order, updates_spamassassin_org.cf first; of a path to a file, that file. Every file is read once, however often it is
 * named. Includes are relative to the file that has them; in their paths `~` is the home folder and `__local_rules_dir__`
 * and the like are what SpamAssassin takes them for. Throws a UsageError that names a file that cannot be read; an include
 * that is missing is a fault of the file that has it.
 */
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { FileStamps } from '../../io/file-stamps.ts';
import type { RuleFile } from '../parse-rules.ts';

const FIRST = 'updates_spamassassin_org.cf';

/** The files that a path means, in the order in which they count. */
export function listRuleFiles(
  path: string,
  kind: 'pre' | 'cf' = 'cf',
  stamps: FileStamps = new FileStamps(),
): readonly string[] {
  stamps.note(path);
  const ending = kind === 'pre' ? /\.pre$/i : /\.cf$/i;
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter(name => ending.test(name) && isPlainFile(join(path, name)))
      .sort(
        (a, b) => Number(b === FIRST) - Number(a === FIRST) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
      )
      .map(name => join(path, name));
  } catch (cause) {
    throw new UsageError(`cannot read rules ${path}; name .cf files or folders of them`, { cause });
  }
}

/** A link that leads nowhere is no file. */
function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Reads files once each, and notes them. `tokens`: what `~` and `__name__` stand for in the paths of includes. */
export class RuleFileReader {
  readonly #seen = new Set<string>();
  readonly #stamps: FileStamps;
  readonly #tokens: ReadonlyMap<string, string>;

  constructor(stamps: FileStamps = new FileStamps(), tokens: ReadonlyMap<string, string> = new Map()) {
    this.#stamps = stamps;
    this.#tokens = tokens;
  }

  /** undefined: read before. */
  read(path: string): RuleFile | undefined {
    let text: string;
    this.#stamps.note(path);
    try {
      const real = realpathSync(path);
      if (this.#seen.has(real)) return undefined;
      this.#seen.add(real);
      text = readFileSync(path, 'latin1');
    } catch (cause) {
      throw new UsageError(`cannot read rule file ${path}`, { cause });
    }
    return { name: path, text, load: included => this.#include(path, included) };
  }

  readAll(paths: readonly string[]): readonly RuleFile[] {
    return paths.flatMap(path => this.read(path) ?? []);
  }

  #include(from: string, written: string): RuleFile | undefined {
    const expanded = this.#expand(written);
    const path = isAbsolute(expanded) ? expanded : join(dirname(from), expanded);
    try {
      return this.read(path) ?? { name: path, text: '' };
    } catch (error) {
      if (error instanceof UsageError) return undefined;
      throw error;
    }
  }

  #expand(path: string): string {
    const named = path.replace(/__[a-z]+(?:_[a-z]+)*__/g, token => this.#tokens.get(token) ?? token);
    return named.replace(/^~(?=\/|$)/, this.#tokens.get('~') ?? '~');
  }
}
