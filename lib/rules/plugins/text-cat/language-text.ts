/**
 * The part of a body that tells its language: without prefixes of the subject, URLs and addresses, at most 10000 bytes. Byte
 * strings; linear time. Source: SpamAssassin 4.0.1 (TextCat).
 */
const MAX_BYTES = 10_000;
const REPLY_PREFIXES = /^(?:[a-z]{2,12}:[\t-\r ]*){1,10}/i;
const URL = /https?(?::\/\/|:&#x2F;&#x2F;|%3A%2F%2F)[^\t-\r ]{1,1024}/g;
const WWW = /\bwww\.[^\t-\r ]{1,128}/g;
const AT_DOMAIN = /@[a-zA-Z][^\t-\r ]{1,128}/g;
const MAX_LOCAL_PART = 64;
const BLANKS = '\t\n\v\f\r ';

export function languageText(body: readonly string[]): string {
  const text = body.join('\n').replace(REPLY_PREFIXES, '').replace(URL, ' ');
  return withoutAddresses(text).replace(WWW, ' ').slice(0, MAX_BYTES);
}

/** What `\S{1,64}?@[a-zA-Z]\S{1,128}` finds, without looking for an @ from each byte. */
function withoutAddresses(text: string): string {
  let kept = '';
  let done = 0;
  AT_DOMAIN.lastIndex = 0;
  for (let found = AT_DOMAIN.exec(text); found !== null; found = AT_DOMAIN.exec(text)) {
    const start = localPartStart(text, Math.max(done, found.index - MAX_LOCAL_PART), found.index);
    if (start === found.index) AT_DOMAIN.lastIndex = found.index + 1;
    else {
      kept += `${text.slice(done, start)} `;
      done = AT_DOMAIN.lastIndex;
    }
  }
  return kept + text.slice(done);
}

/** Where the bytes before `end` begin that are no blanks, not before `least`. */
function localPartStart(text: string, least: number, end: number): number {
  let start = end;
  while (start > least && !BLANKS.includes(text.charAt(start - 1))) start -= 1;
  return start;
}
