/**
 * Text in a named encoding to Unicode, as Perl's Encode decodes it. Input: bytes, a name from encoding-names.ts, and whether
 * to be strict. Output: Unicode; undefined for an encoding that is not known and, while strict, for bytes it cannot hold
 * (else they become U+FFFD). Never throws. iconv-lite is loaded only for what Node cannot decode.
 */
import { isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import { decodeUtf7 } from './utf-7.ts';

const require = createRequire(import.meta.url);

type Decode = (bytes: Buffer, strict: boolean) => string | undefined;

const ESCAPES_WITHOUT_TEXT = /\x1b(?:\([BIJ]|\$[@B]|\$\(D)(?=\x1b[($])/g;

/** Marks that Shift_JIS has by JIS X 0208; Node decodes it as Windows does. */
const JIS_MARKS: ReadonlyMap<string, string> = new Map([
  ['\uff5e', '\u301c'],
  ['\u2225', '\u2016'],
  ['\uff0d', '\u2212'],
  ['\uffe0', '\xa2'],
  ['\uffe1', '\xa3'],
  ['\uffe2', '\xac'],
]);

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['utf-8', (bytes, strict) => (strict && !isUtf8(bytes) ? undefined : bytes.toString('utf8'))],
  ['utf-7', bytes => decodeUtf7(bytes.toString('latin1'))],
  ['utf-16le', byNode('utf-16le')],
  ['utf-16be', byNode('utf-16be')],
  ['us-ascii', (bytes, strict) => ascii(bytes.toString('latin1'), strict)],
  ['iso-8859-1', bytes => bytes.toString('latin1')],
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part): [string, Decode] => [
    `iso-8859-${part}`,
    byNode(`iso-8859-${part}`),
  ]),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((page): [string, Decode] => [
    `cp125${page}`,
    withoutControls(byNode(`windows-125${page}`)),
  ]),
  ...['big5', 'euc-kr', 'euc-jp', 'koi8-r'].map((label): [string, Decode] => [
    label,
    withoutControls(byNode(label)),
  ]),
  ['gbk', gbk],
  ['gb2312', gb2312],
  ['hz', (bytes, strict) => gb2312(unshift(bytes, /~\{(.*?)(?:~\}|\n|$)/gs), strict)],
  ['big5-hkscs', withoutControls(byNode('big5'))],
  ['shift_jis', shiftJis],
  ['cp932', withoutControls(byNode('shift_jis'))],
  ['iso-2022-jp', iso2022Jp],
  ['iso-2022-kr', (bytes, strict) => byNode('euc-kr')(unshift(bytes, /\x0e(.*?)(?:\x0f|\n|$)/gs), strict)],
  ['cp866', byNode('ibm866')],
  // Node takes it for KOI8-RU.
  ['koi8-u', byIconv('koi8-u')],
  ['macroman', byNode('macintosh')],
  ['maccyrillic', byNode('x-mac-cyrillic')],
]);

export function decodeAs(bytes: Buffer, name: string, strict: boolean): string | undefined {
  return (DECODERS.get(name) ?? byIconv(name))(bytes, strict);
}

function byNode(label: string): Decode {
  return (bytes, strict) => {
    try {
      return new TextDecoder(label, { fatal: strict, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/** Node takes a byte that a charset has not for a control character. */
function withoutControls(decode: Decode): Decode {
  return (bytes, strict) => {
    const text = decode(bytes, strict);
    return strict && text !== undefined && /[\x80-\x9f]/.test(text)
      ? undefined
      : text?.replace(/[\x80-\x9f]/g, '\ufffd');
  };
}

interface Iconv {
  encodingExists(name: string): boolean;
  decode(bytes: Buffer, name: string, options: { stripBOM: boolean }): string;
}

function byIconv(name: string): Decode {
  return (bytes, strict) => {
    const iconv = require('iconv-lite') as Iconv;
    if (!iconv.encodingExists(name)) return undefined;
    const text = iconv.decode(bytes, name, { stripBOM: false });
    return strict && text.includes('\ufffd') ? undefined : text;
  };
}

function ascii(text: string, strict: boolean): string | undefined {
  if (strict && /[\x80-\xff]/.test(text)) return undefined;
  return text.replace(/[\x80-\xff]/g, '\ufffd');
}

/** Node takes GBK for GB 18030, which has characters of four bytes. */
function gbk(bytes: Buffer, strict: boolean): string | undefined {
  const fits = !strict || inPairs(bytes, 0x81, 0xfe, 0x40);
  return fits ? withoutControls(byNode('gbk'))(bytes, strict) : undefined;
}

/** Whether all bytes above 80 are pairs of a lead and a trail byte within bounds. */
function inPairs(bytes: Buffer, firstLead: number, lastLead: number, firstTrail: number): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead <= 0x80) continue;
    at += 1;
    const trail = bytes[at] ?? 0;
    if (lead < firstLead || lead > lastLead || trail < firstTrail || trail === 0x7f || trail > 0xfe)
      return false;
  }
  return true;
}

/** GBK has all of GB 2312, but two of its marks elsewhere in Unicode, and more besides. */
function gb2312(bytes: Buffer, strict: boolean): string | undefined {
  if (strict && !inPairs(bytes, 0xa1, 0xf7, 0xa1)) return undefined;
  return byNode('gbk')(bytes, strict)?.replaceAll('\xb7', '\u30fb').replaceAll('\u2014', '\u2015');
}

function shiftJis(bytes: Buffer, strict: boolean): string | undefined {
  const text = withoutControls(byNode('shift_jis'))(bytes, strict);
  return text?.replace(/[\uff5e\u2225\uff0d\uffe0-\uffe2]/g, mark => JIS_MARKS.get(mark) ?? mark);
}

/** Joined encoded words switch to ASCII and back with nothing between, which Node's decoder takes for an attack. */
function iso2022Jp(bytes: Buffer, strict: boolean): string | undefined {
  const text = bytes.toString('latin1').replace(ESCAPES_WITHOUT_TEXT, '');
  return byNode('iso-2022-jp')(Buffer.from(text, 'latin1'), strict);
}

/** Seven-bit text with shifts as the eight-bit text it stands for. */
function unshift(bytes: Buffer, shifted: RegExp): Buffer {
  const text = bytes.toString('latin1').replace(/\x1b\$\)C/g, '');
  const eightBit = text.replace(shifted, (_, inner: string) =>
    inner.replace(/[\x21-\x7e]/g, char => String.fromCharCode(char.charCodeAt(0) | 0x80)),
  );
  return Buffer.from(eightBit.replace(/~~/g, '~'), 'latin1');
}
