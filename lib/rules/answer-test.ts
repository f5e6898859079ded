/**
 * What a rule wants to find in an answer of the DNS (spec 6.4 to 6.6): a number or a range of numbers that the address is, bits
 * that are set in it, a text, a regex, or codes of the answer itself. Answers are hostile: their text is cut before a regex sees
 * it, and the caller sees to the time.
 */
import { isIpv4Address } from '../views/relays/ip-address.ts';
import { RegexError, translateRegex } from './regex/rule-regex.ts';
import type { RuleRegex } from './regex/rule-regex.ts';

export type NumericTest =
  /** Some of the bits are set, and the address is in 127/8. */
  | { readonly kind: 'bits'; readonly bits: number; readonly written: string }
  | { readonly kind: 'range'; readonly first: number; readonly last: number; readonly written: string }
  | { readonly kind: 'masked'; readonly value: number; readonly mask: number; readonly written: string };

export type AnswerTest =
  | NumericTest
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: RuleRegex }
  /** Response codes (RFC 6895). */
  | { readonly kind: 'codes'; readonly codes: ReadonlySet<number> };

const RESPONSE_CODES: ReadonlyMap<string, number> = new Map(
  `NOERROR 0 FORMERR 1 SERVFAIL 2 NXDOMAIN 3 NOTIMP 4 REFUSED 5 YXDOMAIN 6 YXRRSET 7 NXRRSET 8 NOTAUTH 9 NOTZONE 10 BADVERS 16
   BADSIG 16 BADKEY 17 BADTIME 18 BADMODE 19 BADNAME 20 BADALG 21 BADTRUNC 22`
    .split(/\s+/)
    .flatMap((word, index, words) => (index % 2 === 0 ? [[word, Number(words[index + 1])]] : [])),
);

export function responseCode(code: string | number): number {
  return typeof code === 'number' ? code : (RESPONSE_CODES.get(code.toUpperCase()) ?? -1);
}

/** `n`, `n1-n2` or `n/mask`, each decimal, hexadecimal or a dotted quad; undefined: it is not written like that. */
export function numericTest(text: string): NumericTest | undefined {
  const [, one, sign, two] = /^([^/-]+)(?:([/-])(.+))?$/s.exec(text) ?? [];
  const first = numberIn(one);
  const second = numberIn(two);
  if (one === undefined || first === undefined || (two !== undefined && second === undefined))
    return undefined;
  if (second === undefined) {
    return isQuad(one)
      ? { kind: 'range', first, last: first, written: `${first}-${first}` }
      : { kind: 'bits', bits: first, written: String(first) };
  }
  const written = `${first}${sign ?? ''}${second}`;
  return sign === '-'
    ? { kind: 'range', first, last: second, written }
    : { kind: 'masked', value: first, mask: second, written };
}

/** The test of askdns: also `/regex/`, a quoted text and `[CODE,CODE]`. Throws a RegexError; undefined: not written like that. */
export function askDnsTest(text: string): AnswerTest | undefined {
  if (/^(?:\/.+\/|m\W.+\W)[a-z]*$/s.test(text)) return { kind: 'regex', regex: translateRegex(text) };
  const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2];
  if (quoted !== undefined) return { kind: 'text', text: quoted };
  const list = /^\[((?:[A-Za-z]+|\d+)(?:\s*,\s*(?:[A-Za-z]+|\d+))*)\]$/.exec(text)?.[1];
  if (list === undefined) return numericTest(text);
  const codes = list.split(/\s*,\s*/).map(word => (/^\d+$/.test(word) ? Number(word) : responseCode(word)));
  return codes.includes(-1) ? undefined : { kind: 'codes', codes: new Set(codes) };
}

/** Of an address as a number. */
export function passes(test: NumericTest, number: number): boolean {
  switch (test.kind) {
    case 'bits':
      return (number & test.bits) !== 0 && number >>> 24 === 127;
    case 'range':
      return number >= test.first && number <= test.last;
    case 'masked':
      return (number & test.mask) === (test.value & test.mask);
  }
}

/** undefined: no dotted quad. */
export function addressNumber(address: string): number | undefined {
  return isQuad(address)
    ? address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0)
    : undefined;
}

/** 127.255.255.x tells that the list does not answer this resolver (Spamhaus and those that do alike). */
export function isRefusal(address: string): boolean {
  return address.startsWith('127.255.255.');
}

const REFUSALS = 0x7fff_ff00;

/** The rule is made for refusals and nothing else. */
export function wantsRefusals(test: AnswerTest): boolean {
  switch (test.kind) {
    case 'text':
      return isRefusal(test.text);
    case 'regex':
      return /255\W{1,3}255\W{1,3}2/.test(test.regex.perlSource);
    case 'range':
      return test.first >= REFUSALS && test.last <= REFUSALS + 255;
    case 'masked':
      return test.mask >>> 8 === 0xff_ffff && test.value >>> 8 === REFUSALS >>> 8;
    case 'any':
    case 'bits':
    case 'codes':
      return false;
  }
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16);
  return addressNumber(text);
}

function isQuad(text: string): boolean {
  return isIpv4Address(text);
}

export { RegexError };
