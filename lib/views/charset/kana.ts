/**
 * Japanese by its hiragana: which two of them follow each other is as telling as the characters are. Input: Unicode text.
 * Output: the number of pairs, and the share of them that Japanese has, 0 with too few pairs to tell.
 */
const TOO_FEW_PAIRS = 4;
const FIRST = 0x3041;
const LAST = 0x3093;
/** No word has two of them in a row. */
const SMALL = new Set('ぁぃぅぇぉっゃゅょゎ');

export function kanaConfidence(text: string): { pairs: number; confidence: number } {
  let pairs = 0;
  let odd = 0;
  let last = '';
  for (const letter of text) {
    const code = letter.charCodeAt(0);
    const kana = code >= FIRST && code <= LAST ? letter : '';
    if (kana !== '' && last !== '') {
      pairs += 1;
      if (SMALL.has(last) && SMALL.has(kana)) odd += 1;
    }
    last = kana;
  }
  return { pairs, confidence: pairs > TOO_FEW_PAIRS ? (pairs - odd) / pairs : 0 };
}
