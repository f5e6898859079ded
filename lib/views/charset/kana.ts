/**
 * Japanese by its hiragana: which two of them follow each other is as telling as the characters are. Input: Unicode text.
 * Output: the share of pairs that Japanese has, 0 with too few pairs to tell.
 */
const TOO_FEW_PAIRS = 4;
const FIRST = 0x3041;
const LAST = 0x3093;
/** No word continues with a small vowel or with the particle `wo` after these, nor with a second small letter. */
const SMALL = new Set('ぁぃぅぇぉっゃゅょゎ');

export function kanaConfidence(text: string): number {
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
  return pairs > TOO_FEW_PAIRS ? (pairs - odd) / pairs : 0;
}
