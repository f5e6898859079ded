/**
 * How much a text looks like a Western European language in Windows-1252: accented letters stand where such languages have
 * them, a vowel rarely follows a vowel with an accent, a capital rarely a small letter. Such text says little, so the
 * confidence is at most 0.5. Input: a byte string. Linear time.
 */
const UNASSIGNED = 0;
const OTHER = 1;
const CAPITAL = 2;
const SMALL = 3;
const ACCENTED_CAPITAL_VOWEL = 4;
const ACCENTED_CAPITAL = 5;
const ACCENTED_SMALL_VOWEL = 6;
const ACCENTED_SMALL = 7;

/** By the kind of a letter: the kinds that are odd behind it. */
const ODD_BEHIND: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [SMALL, new Set([ACCENTED_CAPITAL_VOWEL, ACCENTED_CAPITAL])],
  [ACCENTED_CAPITAL_VOWEL, new Set([ACCENTED_CAPITAL_VOWEL, ACCENTED_SMALL_VOWEL])],
  [ACCENTED_SMALL_VOWEL, new Set([CAPITAL, ACCENTED_CAPITAL_VOWEL, ACCENTED_CAPITAL, ACCENTED_SMALL_VOWEL])],
  [ACCENTED_SMALL, new Set([CAPITAL, ACCENTED_CAPITAL_VOWEL, ACCENTED_CAPITAL])],
]);
/** Neither usual nor odd. */
const UNUSUAL_BEHIND: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [ACCENTED_CAPITAL_VOWEL, new Set([ACCENTED_CAPITAL, ACCENTED_SMALL])],
]);
const ODD_WEIGHT = 20;
const MOST = 0.5;
const UNKNOWN = 0.01;
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(String.fromCharCode(byte)));

function kindOf(char: string): number {
  if (/[A-Z]/.test(char)) return CAPITAL;
  if (/[a-z]/.test(char)) return SMALL;
  if (/[\x81\x8d\x8f\x90\x9d]/.test(char)) return UNASSIGNED;
  if (/[\xc0-\xc5\xc8-\xcf\xd2-\xd6\xd8-\xdc]/.test(char)) return ACCENTED_CAPITAL_VOWEL;
  if (/[\x8a\x8c\x8e\x9f\xc6\xc7\xd0\xd1\xdd-\xdf]/.test(char)) return ACCENTED_CAPITAL;
  if (/[\xe0-\xe5\xe8-\xef\xf2-\xf6\xf8-\xfc]/.test(char)) return ACCENTED_SMALL_VOWEL;
  if (/[\x83\x9a\x9c\x9e\xe6\xe7\xf0\xf1\xfd-\xff]/.test(char)) return ACCENTED_SMALL;
  return OTHER;
}

export function westernConfidence(bytes: string): number {
  let last = OTHER;
  let pairs = 0;
  let usual = 0;
  let odd = 0;
  for (const word of wordsOutsideTags(bytes)) {
    for (let at = 0; at < word.length; at += 1) {
      const kind = KIND[word.charCodeAt(at)] ?? OTHER;
      if (kind === UNASSIGNED) return UNKNOWN;
      pairs += 1;
      if (ODD_BEHIND.get(last)?.has(kind) === true) odd += 1;
      else if (UNUSUAL_BEHIND.get(last)?.has(kind) !== true) usual += 1;
      last = kind;
    }
  }
  return pairs === 0 ? 0 : MOST * Math.max(0, (usual - ODD_WEIGHT * odd) / pairs);
}

/** Runs of letters, each with the character behind it. */
function* wordsOutsideTags(bytes: string): Generator<string> {
  let inTag = false;
  for (const [word = ''] of bytes.matchAll(/[A-Za-z\x80-\xff]+|[<>]/g)) {
    if (word === '<') inTag = true;
    else if (word === '>') inTag = false;
    else if (!inTag) yield `${word} `;
  }
}
