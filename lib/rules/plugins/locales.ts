/**
 * Which charsets fit the languages of a site (ok_locales): Latin ones, Unicode and Windows' always do; others only where
 * their language is listed. `all`, the default, means that nobody cares.
 */
const CYRILLIC = 'KOI8R KOI8U KOI8T ISOIR111 CP1251 GEORGIANPS PT154 CP866';
const TRADITIONAL = 'BIG5HKSCS BIG5 EUCTW';
const SIMPLIFIED = 'GB1988 GB2312 GB231219800 GB18030 GBK ISO2022CN';
const CHARSETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ja: `EUCJP JISX020119760 JISX020819830 JISX020819900 JISX020819970 JISX021219900 JISX021320001 JISX021320002 SHIFTJIS
      ISO2022JP SJIS JIS7 JISX0201 JISX0208 JISX0212`,
    ko: 'EUCKR KSC56011987',
    ...Object.fromEntries(['ru', 'ka', 'tg', 'be', 'uk', 'bg'].map(language => [language, CYRILLIC])),
    th: 'TIS620',
    zh: `${TRADITIONAL} ${SIMPLIFIED}`,
    'zh.big5': TRADITIONAL,
    'zh.gb2312': SIMPLIFIED,
  }).map(([locale, names]) => [locale, new Set(names.split(/\s+/))]),
);
const ALWAYS =
  /^(?:US)?ASCII$|^ISO8859|^ISO10646|^UTF|^UCS|^CP125|^WINDOWS|^IBM852$|^UNICODE11UTF[78]|^XUNKNOWN$|^ISO$/;

/** undefined: everything is welcome. */
export function localesOf(okLocales: string | undefined): readonly string[] | undefined {
  const words = (okLocales ?? 'all').split(/\s+/).filter(word => word !== '');
  return words.includes('all') ? undefined : words;
}

export function isCharsetOk(charset: string, locales: readonly string[] | undefined): boolean {
  if (locales === undefined) return true;
  const name = charset
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .replace(/^3D/, '');
  return (
    ALWAYS.test(name) ||
    locales.some(locale => (CHARSETS.get(locale) ?? CHARSETS.get(locale.slice(0, 2)))?.has(name) === true)
  );
}
