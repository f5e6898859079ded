/**
 * How much a text looks like Russian, Bulgarian, Greek or Hebrew in one of their single-byte charsets: the share of letter
 * pairs that the language often has, lessened by whatever is no letter of it. (Li and Momoi, "A composite approach to
 * language/encoding detection", 2001.)
 *
 * Input: a byte string's words that hold bytes above 7F (see wordsWithHighBytes). Output: a confidence from 0 to below 1, or 1 where
 * there is no need to look at other charsets.
 * Linear time.
 */
import { decodeAs } from './decode-as.ts';
import { BULGARIAN, GREEK, HEBREW, RUSSIAN } from './letter-pairs.ts';
import type { LetterModel } from './letter-pairs.ts';

export interface SingleByteCharset {
  readonly name: string;
  /** Its name in decode-as.ts. */
  readonly encoding: string;
  readonly model: LetterModel;
  /** Bytes above 7F that are no letters of any language. */
  readonly symbols: RegExp;
  /** Right-to-left text that was stored as it is seen. */
  readonly reversed?: boolean;
}

const GREEK_SYMBOLS = /[\x80-\xa0\xa3-\xac\xae-\xb3\xbb\xbd\xd2\xff]/;

/** In the order of preference where two are as likely. */
export const SINGLE_BYTE_CHARSETS: readonly SingleByteCharset[] = [
  { name: 'windows-1251', encoding: 'cp1251', model: RUSSIAN, symbols: /[\xbc-\xbf]/ },
  { name: 'KOI8-R', encoding: 'koi8-r', model: RUSSIAN, symbols: /[\xbc-\xbf]/ },
  { name: 'ISO-8859-5', encoding: 'iso-8859-5', model: RUSSIAN, symbols: /[\xfc-\xff]/ },
  { name: 'x-mac-cyrillic', encoding: 'maccyrillic', model: RUSSIAN, symbols: /[\xdb-\xdd\xff]/ },
  { name: 'IBM866', encoding: 'cp866', model: RUSSIAN, symbols: /[\xfc-\xff]/ },
  { name: 'IBM855', encoding: 'cp855', model: RUSSIAN, symbols: /[\xf0\xfd-\xff]/ },
  { name: 'ISO-8859-7', encoding: 'iso-8859-7', model: GREEK, symbols: GREEK_SYMBOLS },
  { name: 'windows-1253', encoding: 'cp1253', model: GREEK, symbols: GREEK_SYMBOLS },
  { name: 'ISO-8859-5', encoding: 'iso-8859-5', model: BULGARIAN, symbols: /[\xfb\xfc\xfe\xff]/ },
  { name: 'windows-1251', encoding: 'cp1251', model: BULGARIAN, symbols: /[\xbf\xdb\xdd\xfd]/ },
  { name: 'windows-1255', encoding: 'cp1255', model: HEBREW, symbols: /[\xdf\xfb\xfc\xff]/ },
  { name: 'ISO-8859-8', encoding: 'cp1255', model: HEBREW, symbols: /[\xdf\xfb\xfc\xff]/, reversed: true },
];

const CERTAIN = 0.99;
const UNKNOWN = 0.01;
/** With so many pairs that are almost all frequent no other charset is asked. */
const PLENTY = 1024;
const SURE = 0.95;
const BEYOND_DOUBT = 1;
const LETTERS = 64;
/** Neither a letter of the language nor of another: blanks, digits, ASCII symbols. */
const NO_LETTER = 255;
const OTHER_LETTER = 254;

interface Tables {
  /** By byte: the number of a letter, OTHER_LETTER or NO_LETTER. */
  readonly letterOf: Uint8Array;
  /** By first letter * LETTERS + second: 1 for pairs that are frequent. */
  readonly frequent: Uint8Array;
}

const made = new Map<SingleByteCharset, Tables>();

export function singleByteConfidence(charset: SingleByteCharset, words: Uint8Array): number {
  const { letterOf, frequent } = tablesOf(charset);
  let characters = 0;
  let letters = 0;
  let pairs = 0;
  let frequentPairs = 0;
  let last = NO_LETTER;
  for (const byte of words) {
    const letter = letterOf[byte] ?? NO_LETTER;
    if (letter !== NO_LETTER) characters += 1;
    if (letter < LETTERS) {
      letters += 1;
      if (last < LETTERS) {
        pairs += 1;
        frequentPairs +=
          frequent[charset.reversed === true ? letter * LETTERS + last : last * LETTERS + letter] ?? 0;
      }
    }
    last = letter;
  }
  if (pairs === 0) return UNKNOWN;
  const share = (frequentPairs / pairs / charset.model.typicalShare) * (letters / characters);
  if (pairs > PLENTY && share > SURE) return BEYOND_DOUBT;
  return share >= 1 ? CERTAIN : share;
}

function tablesOf(charset: SingleByteCharset): Tables {
  const known = made.get(charset);
  if (known !== undefined) return known;
  const tables = makeTables(charset);
  made.set(charset, tables);
  return tables;
}

function makeTables({ encoding, model, symbols }: SingleByteCharset): Tables {
  const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const characters = decodeAs(all, encoding, false) ?? '';
  const letterOf = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const letter = model.letters.indexOf(characters[byte] ?? '');
    letterOf[byte] = letter >= 0 ? letter : isOther(byte, symbols) ? OTHER_LETTER : NO_LETTER;
  }
  const frequent = new Uint8Array(LETTERS * LETTERS);
  for (const [first, followers] of Object.entries(model.followers)) {
    for (const second of followers)
      frequent[model.letters.indexOf(first) * LETTERS + model.letters.indexOf(second)] = 1;
  }
  return { letterOf, frequent };
}

function isOther(byte: number, symbols: RegExp): boolean {
  const char = String.fromCharCode(byte);
  return byte < 0x80 ? /[A-Za-z]/.test(char) : !symbols.test(char);
}
