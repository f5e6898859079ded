/**
 * The n-grams (1 to 5 bytes) of the words of a text, the most frequent first, those of one frequency in byte order. What
 * separates words is white space, digits and ASCII punctuation without the apostrophe; a NUL stands for either edge of a
 * word. Words with a run of four letters are lowered as ISO 8859-1, since the models know capitals in short ones only.
 * The work is linear in the text but for the sorting. Source: SpamAssassin 4.0.1 (TextCat), Cavnar and Trenkle 1994.
 */
const WORD = /[^\d\t-\r !"#$%&()*+,./:;<=>?@[\\\]^_`{|}~-]+/g;
const FOUR_LETTERS = /[A-Za-z\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe]{4}/;
const MAX_LENGTH = 5;

export interface NgramLimits {
  /** Above 0: only n-grams that occur more often. */
  readonly minCount: number;
  /** Below 0: all but so many, as SpamAssassin takes it. */
  readonly maxNgrams: number;
}

export function frequentNgrams(text: string, { minCount, maxNgrams }: NgramLimits): readonly string[] {
  const counts = countNgrams(text);
  const least = maxNgrams > 0 ? nthGreatest(counts.values(), maxNgrams) : 0;
  return [...counts]
    .filter(([, count]) => count >= least && (minCount <= 0 || count > minCount))
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .slice(0, maxNgrams)
    .map(([ngram]) => ngram);
}

/** Most n-grams of a text occur once: those that cannot be among the first need no sorting. */
function nthGreatest(counts: Iterable<number>, n: number): number {
  return Uint32Array.from(counts).sort().at(-Math.trunc(n)) ?? 0;
}

function countNgrams(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(WORD)) {
    const edged = `\0${lower(word)}\0`;
    for (let start = 0; start < edged.length; start += 1) {
      const last = Math.min(start + MAX_LENGTH, edged.length);
      for (let end = start + 1; end <= last; end += 1) {
        const ngram = edged.slice(start, end);
        counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** Bytes above 7F alone do not make a word one with capitals. */
function lower(word: string): string {
  return /[A-Z]/.test(word) && FOUR_LETTERS.test(word) ? word.toLowerCase() : word;
}
