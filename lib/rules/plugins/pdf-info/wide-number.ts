/**
 * Numbers as large as hostile documents write them, counted as Perl counts: whole numbers exactly up to 64 bits without
 * sign, beyond that floating point, shown with 15 digits. Everything is constant time but for the length of the text.
 */
export type WideNumber = bigint | number;

const MAX_WHOLE = 2n ** 64n - 1n;
const MAX_WHOLE_DIGITS = 20;
const SHOWN_DIGITS = 15;

/** `digits`: decimal digits only. */
export function wideNumber(digits: string): WideNumber {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return significant.length > MAX_WHOLE_DIGITS ? Number(significant) : fitting(BigInt(significant));
}

export function sum(one: WideNumber, other: WideNumber): WideNumber {
  return typeof one === 'bigint' && typeof other === 'bigint'
    ? fitting(one + other)
    : Number(one) + Number(other);
}

export function product(one: WideNumber, other: WideNumber): WideNumber {
  return typeof one === 'bigint' && typeof other === 'bigint'
    ? fitting(one * other)
    : Number(one) * Number(other);
}

export function isZero(number: WideNumber): boolean {
  return Number(number) === 0;
}

export function shown(number: WideNumber): string {
  if (typeof number === 'bigint') return String(number);
  if (number === Infinity) return 'Inf';
  if (Number.isNaN(number)) return 'NaN';
  // So large that there is always an exponent.
  return number.toExponential(SHOWN_DIGITS - 1).replace(/\.?0+e/, 'e');
}

/** What a text counts as: the number that it begins with, 0 where it begins with none. */
export function leadingNumber(text: string): number {
  const [, word = '', digits = ''] =
    /^[\t-\r ]*(?:([+-]?inf)|([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))/i.exec(text) ?? [];
  if (word !== '') return word.startsWith('-') ? -Infinity : Infinity;
  return Number(digits);
}

function fitting(number: bigint): WideNumber {
  return number > MAX_WHOLE ? Number(number) : number;
}
