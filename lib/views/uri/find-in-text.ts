/**
 * Finds URIs and mail addresses in rendered text, as SpamAssassin does after Thunderbird's manner (spec 2.11):
 * `http://`, `ftp://`, `www.`, `ftp.`; `mailto:` and addresses; bare host names with a known TLD. Byte strings.
 * Every alternative is bounded, so that time is linear in the text.
 */
import { canonicaliseUri } from './canonicalise.ts';
import type { UriSettings } from './canonicalise.ts';
import { isIpv4 } from './domains.ts';

export interface TextUri {
  /** With a scheme. */
  readonly uri: string;
  /** `parsed`, `schemeless`, `unlinked`: SpamAssassin's types. */
  readonly types: readonly string[];
}

const SCHEME = String.raw`(?<![A-Za-z0-9_])(?:https?://|ftp://|www\d{0,2}\.|ftp\.)`;
const URI_CHARS = String.raw`[^><"\x60}\]{[|\s\x1b]`;
const MAIL_CHARS = String.raw`[^><"\x60}\]{[|\s\x1b,('@\x80-\xff]`;
const MAIL = `(?:(?<![A-Za-z0-9_])mailto:)?${MAIL_CHARS}{1,251}@${MAIL_CHARS}{1,251}`;
const BARE_HOST = String.raw`(?<![A-Za-z0-9_.%-])[A-Za-z\d][A-Za-z\d_-]{0,62}(?:\.[A-Za-z\d_-]{1,63}){1,20}`;
/** A bare host must be followed by a path, or by a delimiter, a dot or a port in front of one. */
const BARE = String.raw`${BARE_HOST}\.?(?::\d{1,5})?(?:/${URI_CHARS}{1,2048}|(?![^><"\x60}\]{[|\s\x1b]))`;
const FINDER = new RegExp(`(${SCHEME}${URI_CHARS}{1,2048})|(${MAIL})|(${BARE})`, 'gi');

export function findUrisInText(text: string, settings: UriSettings): readonly TextUri[] {
  if (!text.includes('.') && !text.includes('@') && !text.includes(':')) return [];
  const found: TextUri[] = [];
  for (const match of text.matchAll(FINDER)) {
    const uri = match[1] ?? match[2] ?? match[3] ?? '';
    const kind = match[1] !== undefined ? 'scheme' : match[2] !== undefined ? 'mail' : 'bare';
    const one = finish(trimTail(uri), kind, settings);
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** Cuts at a closing parenthesis that was not opened, and drops punctuation at the end. */
function trimTail(uri: string): string {
  const close = uri.indexOf(')');
  const open = uri.indexOf('(');
  let end = close >= 0 && (open < 0 || open > close) ? close : uri.length;
  while (end > 0 && "-~!@#^&*()_+=:;'?,.".includes(uri.charAt(end - 1))) end -= 1;
  return uri.slice(0, end);
}

function finish(uri: string, kind: 'scheme' | 'mail' | 'bare', settings: UriSettings): TextUri | undefined {
  if (uri.length < 2 || /^(?:cid|mid):/i.test(uri) || /^[a-z]+:\/{0,2}$/i.test(uri)) return undefined;
  if (/^(?:https?|ftp):\/\//i.test(uri)) return withKnownHost(uri, ['parsed'], settings);
  if (/^mailto:/i.test(uri)) return mail(uri.slice(7), ['parsed'], settings, uri.slice(0, 7));
  if (/^ftp\./i.test(uri)) return withKnownHost(`ftp://${uri}`, ['parsed', 'schemeless'], settings);
  if (/^www\d{0,2}\./i.test(uri)) return withKnownHost(`http://${uri}`, ['parsed', 'schemeless'], settings);
  if (kind === 'mail') {
    const types = ['parsed', 'schemeless'];
    return /\/[^@]*@/.test(uri)
      ? withKnownHost(`http://${uri}`, types, settings)
      : mail(uri, types, settings);
  }
  const host = /^[^/:]+/.exec(uri)?.[0].replace(/\.$/, '') ?? '';
  return settings.domains.isValidHost(host)
    ? { uri: `http://${uri}`, types: ['parsed', 'schemeless', 'unlinked'] }
    : undefined;
}

/** Text that looks like a URI is one if any reading of it names a host that can exist. */
function withKnownHost(uri: string, types: readonly string[], settings: UriSettings): TextUri | undefined {
  const known = canonicaliseUri(uri, settings).some(reading => {
    const host = hostOf(reading);
    return isIpv4(host) || settings.domains.isValidHost(host);
  });
  return known ? { uri, types } : undefined;
}

function hostOf(uri: string): string {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(uri)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
}

function mail(
  address: string,
  types: readonly string[],
  { domains }: UriSettings,
  scheme = 'mailto:',
): TextUri | undefined {
  const bare = address.replace(/^(?:(?:skype|e?-?mail):|:)/i, '');
  const at = bare.lastIndexOf('@');
  if (at < 1 || bare.slice(0, at).includes('?')) return undefined;
  const host = bare.slice(at + 1).replace(/\?.*$/s, '');
  const dot = host.lastIndexOf('.');
  return dot > 0 && domains.isKnownTld(host.slice(dot + 1)) ? { uri: scheme + bare, types } : undefined;
}
