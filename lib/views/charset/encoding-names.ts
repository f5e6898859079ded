/**
 * The encoding that a charset label of a message means, as SpamAssassin's decoder (Perl's Encode) reads labels: it forgives
 * what mailers make of them (`GB2312_CHARSET`, `x-sjis`, `koi8r`). Input: a label. Output: one of the names below in lower
 * case, undefined for an unknown label.
 */
const PATTERNS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\butf-8$|^utf8$|cp65001/, 'utf-8'],
  [/^(?:unicode-1-1-)?utf-?7$|cp65000/, 'utf-7'],
  [/^utf-?16-?be$|^ucs-?2(?:-?be)?$|^iso-10646-1$/, 'utf-16be'],
  [/^utf-?16-?le$|^ucs-?2-?le$/, 'utf-16le'],
  [/^(?:utf-?32|ucs-?4)-?be$/, 'utf-32be'],
  [/^(?:utf-?32|ucs-?4)-?le$/, 'utf-32le'],
  [/^(?:us-?)?ascii$|\b(?:iso[-_]?)?646(?:[-_]?us)?$|\bansi[-_]?x3\.4[-_]?1968$/, 'us-ascii'],
  [/\bgb[-_ ]?2312(?!-?raw)|\beuc.*cn$|\bcn.*euc$/, 'gb2312'],
  // Without an add-on Encode has no GB18030; SpamAssassin takes its subset.
  [/^gbk$|\b(?:cp|ibm|ms|windows)[-_ ]?936$|^gb[ -]?18030(?:-20\d\d)?$/, 'gbk'],
  [/^hz(?:-gb-2312)?$/, 'hz'],
  [/\bbig-?5$|\bbig5-?et(?:en)?$|\btca[-_]?big5$|\bcp950$/, 'big5'],
  [/\bbig5-?hk(?:scs)?$|\bhk(?:scs)?[-_]?big5$/, 'big5-hkscs'],
  [/^(?:iso-2022-jp(?:-1)?|7bit-jis)$|\bjis$(?<!shift.*jis)/, 'iso-2022-jp'],
  [/\beuc.*jp$|\bjp.*euc$|\bujis$/, 'euc-jp'],
  [/\bshift.*jis$|\bsjis$/, 'shift_jis'],
  [/\bwindows-31j$/, 'cp932'],
  [/^iso-2022-kr$/, 'iso-2022-kr'],
  [/\beuc.*kr$|\bkr.*euc$/, 'euc-kr'],
  [/uhc$|\b(?:cp|ibm|ms|windows)[-_ ]?949$|\bks_c_5601-1987$/, 'cp949'],
  [/\btis-?620\b|^thai$/, 'iso-8859-11'],
  [/^cyrillic$/, 'iso-8859-5'],
  [/^arabic$/, 'iso-8859-6'],
  [/^greek$/, 'iso-8859-7'],
  [/^hebrew$/, 'iso-8859-8'],
  [/^macintosh$/, 'macroman'],
];
const WITH_NUMBER: readonly (readonly [pattern: RegExp, prefix: string])[] = [
  [/\biso[-_]?8859[-_]?(\d+)$/, 'iso-8859-'],
  [/\b(?:cp|ibm|ms|windows)[-_ ]?(\d{2,4})$/, 'cp'],
  [/\bkoi8[\s_-]*([ru])$/, 'koi8-'],
  [/^(?:x[_-])?mac[_-]?(.*)$/, 'mac'],
];
/** ISO 8859 parts by the number of their Latin alphabet. */
const LATIN_PARTS: readonly string[] = ['', '1', '2', '3', '4', '9', '10', '13', '14', '15', '16'];

/** No encoding has a longer name, and long ones take the patterns long. */
const LONGEST_LABEL = 100;

export function encodingNamed(label: string): string | undefined {
  if (label.length > LONGEST_LABEL) return undefined;
  const spelled = label.toLowerCase();
  return named(spelled) ?? named(spelled.replace(/[\s_]+/, '-'));
}

function named(label: string): string | undefined {
  const known = PATTERNS.find(([pattern]) => pattern.test(label));
  if (known !== undefined) return known[1];
  for (const [pattern, prefix] of WITH_NUMBER) {
    const rest = pattern.exec(label)?.[1];
    if (rest !== undefined) return prefix + rest;
  }
  const latin = /\b(?:iso[-_]?)?latin[-_]?(\d+)$/.exec(label)?.[1];
  const part = latin === undefined ? undefined : LATIN_PARTS[Number(latin)];
  return part === undefined || part === '' ? undefined : `iso-8859-${part}`;
}
