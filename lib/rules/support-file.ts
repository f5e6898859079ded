/**
 * Finds a file that comes with the rules and is none itself, such as the language models of TextCat. The folders are those
 * of the set (RuleSet.supportFolders); the first that has the file counts, as in SpamAssassin.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleSet } from './rule.ts';

/** undefined: no folder has it. */
export function findSupportFile({ supportFolders, files }: RuleSet, name: string): string | undefined {
  return supportFolders
    .map(folder => join(folder, name))
    .find(path => {
      files.note(path);
      return isFile(path);
    });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
