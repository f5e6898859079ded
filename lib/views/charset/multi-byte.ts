/**
 * How much a text looks like Chinese, Japanese or Korean in one of their multi-byte charsets: every byte must fit the
 * charset's coding, and the characters that a language uses all the time must be most of what it decodes to. (The
 * method: Li and Momoi, "A composite approach to language/encoding detection", 2001.)
 *
 * Input: bytes. Output: a confidence from 0 to 0.99, 0 for bytes that do not fit, 1 where there is no need to look at other
 * charsets. Linear time.
 */
import { frequentCharacters } from './frequent-characters.ts';
import type { Script } from './frequent-characters.ts';
import { kanaConfidence } from './kana.ts';

export type MultiByteName = 'Shift_JIS' | 'EUC-JP' | 'GB18030' | 'EUC-KR' | 'Big5';

interface Coding {
  readonly script: Script;
  /** The label of Node's decoder. */
  readonly label: string;
  /** Frequent characters per other character in ordinary text, times this, is 1. */
  readonly typicalRatio: number;
  /** Bytes of the character that begins at `at`; 0 where none can begin, 1 for what says nothing. */
  readonly lengthAt: (bytes: Uint8Array, at: number) => number;
  /** Whether the language can be told by this two-byte character: most charsets begin with symbols. */
  readonly counts: (lead: number, trail: number) => boolean;
}

const CERTAIN = 0.99;
/** Without a frequent character nothing is known. */
const UNKNOWN = 0.01;
/** With so many characters, or pairs of kana, that are almost all frequent no other charset is asked. */
const PLENTY = 1024;
const PLENTY_OF_KANA = 100;
const SURE = 0.95;
const BEYOND_DOUBT = 1;
/** A text cut within a character does not fit. */
const PAST_END = -1;

const eucLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  return lead >= 0xa1 && lead <= 0xfe && within(byteAt(bytes, at + 1), 0xa1, 0xfe) ? 2 : 0;
};
const koreanLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0;
  return within(lead, 0xad, 0xaf) || lead === 0xc9 ? 0 : eucLength(bytes, at);
};

const CODINGS: Readonly<Record<MultiByteName, Coding>> = {
  Shift_JIS: {
    script: 'Japanese',
    label: 'shift_jis',
    typicalRatio: 3,
    lengthAt: (bytes, at) => {
      const lead = bytes[at] ?? 0;
      if (lead < 0x80 || within(lead, 0xa0, 0xdf)) return 1;
      if (!within(lead, 0x80, 0x9f) && !within(lead, 0xe0, 0xec)) return 0;
      const trail = byteAt(bytes, at + 1);
      return within(trail, 0x40, 0x7e) || within(trail, 0x80, 0xfc) ? 2 : 0;
    },
    counts: lead => within(lead, 0x81, 0x9f) || within(lead, 0xe0, 0xef),
  },
  'EUC-JP': {
    script: 'Japanese',
    label: 'euc-jp',
    typicalRatio: 3,
    lengthAt: (bytes, at) => {
      const lead = bytes[at] ?? 0;
      if (lead === 0x8e) return within(byteAt(bytes, at + 1), 0xa1, 0xdf) ? 2 : 0;
      if (lead !== 0x8f) return eucLength(bytes, at);
      return within(byteAt(bytes, at + 1), 0xa1, 0xfe) && within(byteAt(bytes, at + 2), 0xa1, 0xfe) ? 3 : 0;
    },
    counts: lead => lead >= 0xa0,
  },
  GB18030: {
    script: 'simplified Chinese',
    label: 'gb18030',
    typicalRatio: 0.9,
    lengthAt: (bytes, at) => {
      const lead = bytes[at] ?? 0;
      if (lead <= 0x80) return 1;
      if (lead === 0xff) return 0;
      const trail = byteAt(bytes, at + 1);
      if (within(trail, 0x40, 0x7e) || within(trail, 0x80, 0xfe)) return 2;
      if (!within(trail, 0x30, 0x39)) return 0;
      return within(byteAt(bytes, at + 2), 0x81, 0xfe) && within(byteAt(bytes, at + 3), 0x30, 0x39) ? 4 : 0;
    },
    counts: (lead, trail) => lead >= 0xb0 && trail >= 0xa1,
  },
  'EUC-KR': {
    script: 'Korean',
    label: 'euc-kr',
    typicalRatio: 6,
    lengthAt: koreanLength,
    counts: lead => lead >= 0xb0,
  },
  Big5: {
    script: 'traditional Chinese',
    label: 'big5',
    typicalRatio: 0.75,
    lengthAt: (bytes, at) => {
      const lead = bytes[at] ?? 0;
      if (lead < 0x80) return 1;
      if (!within(lead, 0xa1, 0xfe)) return 0;
      const trail = byteAt(bytes, at + 1);
      return within(trail, 0x40, 0x7e) || within(trail, 0x80, 0xfe) ? 2 : 0;
    },
    counts: lead => lead >= 0xa4,
  },
};

/** In the order of preference where two are as likely. */
export const MULTI_BYTE_NAMES: readonly MultiByteName[] = [
  'Shift_JIS',
  'EUC-JP',
  'GB18030',
  'EUC-KR',
  'Big5',
];

export function multiByteConfidence(name: MultiByteName, bytes: Uint8Array): number {
  const coding = CODINGS[name];
  const counts = countPairs(coding, bytes);
  if (counts === undefined) return 0;
  const frequency = frequencyConfidence(coding, counts);
  if (coding.script !== 'Japanese')
    return frequency.characters > PLENTY ? beyondDoubt(frequency.confidence) : frequency.confidence;
  const kana = kanaConfidence(new TextDecoder(coding.label).decode(bytes));
  const confidence = Math.max(frequency.confidence, kana.confidence);
  return kana.pairs > PLENTY_OF_KANA ? beyondDoubt(confidence) : confidence;
}

function beyondDoubt(confidence: number): number {
  return confidence > SURE ? BEYOND_DOUBT : confidence;
}

/** How often each counted two-byte character occurs; undefined for bytes that do not fit the coding. */
function countPairs(coding: Coding, bytes: Uint8Array): Map<number, number> | undefined {
  const counts = new Map<number, number>();
  for (let at = 0; at < bytes.length;) {
    const length = coding.lengthAt(bytes, at);
    if (length === 0) return undefined;
    const lead = bytes[at] ?? 0;
    const trail = bytes[at + 1] ?? 0;
    if (length === 2 && at + 1 < bytes.length && coding.counts(lead, trail)) {
      const pair = (lead << 8) | trail;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    at += length;
  }
  return counts;
}

function frequencyConfidence(
  coding: Coding,
  counts: ReadonlyMap<number, number>,
): { characters: number; confidence: number } {
  const frequent = frequentCharacters(coding.script);
  // All different characters are decoded at once, each on its line.
  const lines = Buffer.alloc(counts.size * 3, 0x0a);
  [...counts.keys()].forEach((pair, index) => lines.writeUInt16BE(pair, index * 3));
  const characters = new TextDecoder(coding.label).decode(lines).split('\n');
  let total = 0;
  let known = 0;
  [...counts.values()].forEach((count, index) => {
    total += count;
    if (frequent.has(characters[index] ?? '')) known += count;
  });
  const ratio = known / ((total - known) * coding.typicalRatio);
  return { characters: total, confidence: known === 0 ? UNKNOWN : Math.min(CERTAIN, ratio) };
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? PAST_END;
}

function within(byte: number, low: number, high: number): boolean {
  return byte >= low && byte <= high;
}
