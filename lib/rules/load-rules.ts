/**
 * Reads rule files: single .cf files, or folders of them (spec 1.2: names ending in .cf in byte order,
 * updates_spamassassin_org.cf first; plain files only; a file counts once). Without paths mailsift's own rules.
 * A path that cannot be read is a UsageError: rules that somebody asked for must not be missing silently.
 */
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { parseRules } from './parse-rules.ts';
import type { ParseOptions, RuleFile } from './parse-rules.ts';
import type { RuleSet } from './rule.ts';

export const DEFAULT_RULES_PATH = join(import.meta.dirname, 'default');
const FIRST = 'updates_spamassassin_org.cf';

export function loadRules(paths: readonly string[] = [], options: ParseOptions = {}): RuleSet {
  const seen = new Set<string>();
  const files = (paths.length === 0 ? [DEFAULT_RULES_PATH] : paths).flatMap(listRuleFiles).flatMap(path => {
    const file = readRuleFile(path, seen);
    return file === undefined ? [] : [file];
  });
  return parseRules(files, options);
}

/** The files that a path means, in the order in which they count. */
export function listRuleFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { withFileTypes: true })
      .map(entry => entry.name)
      .filter(name => /\.cf$/i.test(name) && statSync(join(path, name)).isFile())
      .sort(
        (a, b) => Number(b === FIRST) - Number(a === FIRST) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
      )
      .map(name => join(path, name));
  } catch (cause) {
    throw new UsageError(`cannot read rules ${path}; name .cf files or folders of them`, { cause });
  }
}

function readRuleFile(path: string, seen: Set<string>): RuleFile | undefined {
  let text: string;
  try {
    const real = realpathSync(path);
    if (seen.has(real)) return undefined;
    seen.add(real);
    text = readFileSync(path, 'latin1');
  } catch (cause) {
    throw new UsageError(`cannot read rule file ${path}`, { cause });
  }
  return { name: path, text, load: included => loadIncluded(resolve(dirname(path), included), seen) };
}

/** A missing include is a fault of the file that includes it, not the end. */
function loadIncluded(path: string, seen: Set<string>): RuleFile | undefined {
  try {
    return readRuleFile(path, seen) ?? { name: path, text: '' };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
