/**
 * Language models: what n-grams a language has, the most frequent first. The file is SpamAssassin's `languages`: an n-gram
 * a line (1 to 5 bytes, NUL for the edge of a word), and behind those of a language `0 NAME`, where NAME is a language and,
 * after a dot, an encoding: `de`, `de.utf8`, `ru.koi8-r`. Byte strings. Throws on a file that cannot be read, is above
 * 16 MiB, or has no models.
 */
import { readFileSync, statSync } from 'node:fs';

export interface LanguageModel {
  /** With the encoding. */
  readonly name: string;
  /** Ranks from 1. Of an n-gram that stands there twice the last counts. */
  readonly ranks: ReadonlyMap<string, number>;
}

const MAX_FILE_BYTES = 2 ** 24;

export function readLanguageModels(path: string): readonly LanguageModel[] {
  if (statSync(path).size > MAX_FILE_BYTES) throw new Error(`${path} is too long for language models`);
  const models = parseLanguageModels(readFileSync(path, 'latin1'));
  if (models.length === 0) throw new Error(`${path} has no language models`);
  return models;
}

export function parseLanguageModels(text: string): readonly LanguageModel[] {
  const models: LanguageModel[] = [];
  let ranks = new Map<string, number>();
  let rank = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('0 ') && line.length > 2) {
      models.push({ name: line.slice(2), ranks });
      ranks = new Map();
      rank = 0;
    } else {
      rank += 1;
      ranks.set(line, rank);
    }
  }
  return models;
}
