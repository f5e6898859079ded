/**
 * Which languages a text may be in: each model is as far away as the ranks of the n-grams of the text are from its own, and
 * an n-gram that it does not have counts for the most. The nearest models are the answer, unless there are too many of them
 * to mean anything. Source: SpamAssassin 4.0.1 (TextCat).
 *
 * SpamAssassin leaves the order of models that are equally far to chance; here the one that stands first in the file is
 * first. Where all are (a text without any letters) it names one at random; here there is no answer.
 */
import { frequentNgrams } from './frequent-ngrams.ts';
import type { NgramLimits } from './frequent-ngrams.ts';
import type { LanguageModel } from './language-models.ts';

export interface ClassifyOptions extends NgramLimits {
  /** Languages, without encodings, that are no answer. */
  readonly skipped: ReadonlySet<string>;
  /** How far an answer may be, in parts of the nearest model's distance. */
  readonly acceptable: number;
  /** More answers than these are none. */
  readonly maxLanguages: number;
}

export interface Classification {
  readonly languages: readonly string[];
  /** The nearest first. */
  readonly distances: readonly LanguageDistance[];
}

export interface LanguageDistance {
  readonly language: string;
  readonly distance: number;
}

/** SpamAssassin looks at so many entries even where there are fewer, and takes those that are not there for near. */
const LEAST_ENTRIES = 20;
const MISSING: LanguageDistance = { language: '', distance: 0 };

export function classify(
  text: string,
  models: readonly LanguageModel[],
  options: ClassifyOptions,
): Classification {
  const distances = languageDistances(frequentNgrams(text, options), models, options);
  const best = distances[0]?.distance ?? 0;
  if (best === 0) return { languages: [], distances };
  const missing = Array<LanguageDistance>(Math.max(0, LEAST_ENTRIES - distances.length)).fill(MISSING);
  const entries = [...distances, ...missing];
  const limit = options.acceptable * best;
  const end = entries.findIndex(({ distance }, place) => place > 0 && distance >= limit);
  const count = end < 0 ? entries.length : end;
  const answers = count > options.maxLanguages ? [] : distances.slice(0, count);
  return { languages: answers.map(({ language }) => language), distances };
}

/** Of the encodings of a language that count as one the nearest. */
function languageDistances(
  ngrams: readonly string[],
  models: readonly LanguageModel[],
  { skipped, maxNgrams }: ClassifyOptions,
): readonly LanguageDistance[] {
  const nearest = new Map<string, number>();
  for (const { name, ranks } of models) {
    const [short = ''] = name.split('.', 1);
    if (skipped.has(short)) continue;
    const language = name.includes('.utf8') ? short : name;
    const distance = distanceTo(ranks, ngrams, maxNgrams);
    nearest.set(language, Math.min(distance, nearest.get(language) ?? Infinity));
  }
  return [...nearest]
    .map(([language, distance]) => ({ language, distance }))
    .sort((a, b) => a.distance - b.distance);
}

function distanceTo(ranks: LanguageModel['ranks'], ngrams: readonly string[], ifMissing: number): number {
  let distance = 0;
  for (const [index, ngram] of ngrams.entries()) {
    const rank = ranks.get(ngram);
    distance += rank === undefined ? ifMissing : Math.abs(rank - index);
  }
  return distance;
}
