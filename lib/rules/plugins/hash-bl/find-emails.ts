/** The addresses that check_hashbl_emails asks about, and what of each it asks about (HashBL 0.101). Byte strings. */
import { perSet } from '../../per-set.ts';
import { RegexError, translateSource } from '../../regex/rule-regex.ts';
import type { RuleRegex } from '../../regex/rule-regex.ts';
import type { RuleSet } from '../../rule.ts';
import { wordsOf } from '../../words.ts';
import { emailsIn } from '../find-emails.ts';
import type { EvalContext, MessageContext } from '../plugin.ts';
import { skippedDomains } from '../uri-dnsbl/uri-list-rules.ts';
import type { HashOptions } from './options.ts';

interface EmailSettings {
  /** undefined: addresses as emailsIn finds them. */
  readonly regex: RuleRegex | undefined;
  readonly welcome: RuleRegex | undefined;
  readonly aliases: ReadonlyMap<string, string>;
  /** By name: domains, with false for those that are left out. */
  readonly acls: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
}

/** Role accounts and generated addresses. */
const WELCOME =
  /^(?:(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed.*|request-[a-f0-9]{16}|bounced?-|[a-f0-9]{8}(?:\.[a-f0-9]{8}|(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}))@)/i;
const URI_WITH_ADDRESS = /<?https?:\/\/[^\t-\r ]{0,255}(?:@|%40)[^\t-\r ]{0,255}/gi;
const MAX_EMAILS = 1000;

const emailSettings = perSet((set): EmailSettings => {
  const { settings } = set;
  const aliases = new Map<string, string>();
  for (const value of settings.values('hashbl_email_domain_alias')) {
    const [domain = '', ...others] = wordsOf(value.toLowerCase());
    for (const other of others) aliases.set(other, domain);
  }
  return {
    regex: regexOf(settings.last('hashbl_email_regex'), set),
    welcome: regexOf(settings.last('hashbl_email_welcomelist'), set),
    aliases,
    acls: acls(set),
  };
});

/** `_TLDS_` in a regex stands for the top level domains that are known. */
function regexOf(source: string | undefined, { settings }: RuleSet): RuleRegex | undefined {
  if (source === undefined) return undefined;
  const known = settings.words('util_rb_tld').join('|');
  const tlds = `(?<![a-zA-Z0-9-])(?i:${known === '' ? '[a-z]{2,63}' : known})(?!(?:[a-zA-Z0-9-]|\\.[a-zA-Z0-9]))`;
  try {
    return translateSource(source.replaceAll('_TLDS_', tlds), '');
  } catch (error) {
    if (error instanceof RegexError) return undefined;
    throw error;
  }
}

function acls({ settings }: RuleSet): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const lists = new Map<string, Map<string, boolean>>();
  for (const { key, value } of settings.allWithPrefix('hashbl_acl_')) {
    const name = key.slice('hashbl_acl_'.length).toLowerCase();
    const list = lists.get(name) ?? new Map<string, boolean>();
    lists.set(name, list);
    for (const word of wordsOf(value.toLowerCase())) {
      if (word.startsWith('!')) list.set(word.slice(1), false);
      else if (!list.has(word)) list.set(word, true);
    }
  }
  return lists;
}

/** `from`: names of headers, ALLFROM, ALL and body, with slashes between. undefined: no such list of domains. */
export function emailsToAsk(
  context: EvalContext,
  options: HashOptions,
  from: string,
  acl: string | undefined,
): readonly string[] | undefined {
  const { acls: lists, aliases, welcome } = emailSettings(context.set);
  const wanted = acl === undefined || acl === 'all' ? undefined : lists.get(acl);
  if (acl !== undefined && acl !== 'all' && wanted === undefined) return undefined;
  const own = context.once(ownAddresses);
  const found = from.split('/').flatMap(part => emailsFrom(context, options, part.trim()));
  return [...new Set(found)].slice(0, MAX_EMAILS).flatMap(email => {
    const at = email.lastIndexOf('@');
    const written = email.slice(at + 1);
    const domain = aliases.get(written.toLowerCase()) ?? written;
    const user = email.slice(0, at);
    if (at < 0 || domain === '' || (wanted !== undefined && wanted.get(domain) !== true)) return [];
    const full = `${user}@${domain}`;
    const isWelcome = welcome === undefined ? WELCOME.test(full) || isForwarded(user) : welcome.test(full);
    if (own.has(full) || isWelcome || (acl === undefined && isSkipped(context, domain))) return [];
    return [asked(context, options, user, domain)];
  });
}

/** `a=b=c`, as forwarding services write senders. */
function isForwarded(user: string): boolean {
  const first = user.indexOf('=', 1);
  return first > 0 && user.lastIndexOf('=', user.length - 2) >= first + 2;
}

function asked({ views }: EvalContext, options: HashOptions, user: string, domain: string): string {
  const name = (options.has('nodot') ? user.replaceAll('.', '') : user).replace(
    options.has('notag') ? /\+.*/s : /$^/,
    '',
  );
  const host = options.has('domain') ? views.settings.domains.trimToDomain(domain) : domain;
  const whole =
    options.has('host') || options.has('domain') ? host : options.has('user') ? name : `${name}@${host}`;
  return options.has('case') ? whole : whole.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

function isSkipped({ set, views }: EvalContext, domain: string): boolean {
  const skipped = skippedDomains(set);
  return skipped.has(domain.toLowerCase()) || skipped.has(views.settings.domains.trimToDomain(domain));
}

/** Key of MessageContext.once: the recipient's own. */
function ownAddresses({ views }: MessageContext): ReadonlySet<string> {
  const headers = ['X-Original-To', 'Apparently-To', 'Delivered-To', 'Envelope-To'];
  return new Set(headers.flatMap(name => views.header(name, ['addr'])).map(one => one.toLowerCase()));
}

function emailsFrom(context: EvalContext, options: HashOptions, part: string): readonly string[] {
  const { views, set } = context;
  if (part === 'ALLFROM') return views.fromAddresses;
  const text = part === 'body' ? bodyText(context, options) : views.header(part).join('\n');
  const { regex } = emailSettings(set);
  if (regex !== undefined) return Array.from(regex.matches(text), match => match.groups[0] ?? match.text);
  const isQuoted = part === 'body' && options.has('noquote');
  return emailsIn(text, views.settings.domains)
    .filter(email => !isQuoted || !email.isLabelled)
    .map(({ address }) => address);
}

function bodyText({ views }: EvalContext, options: HashOptions): string {
  const linked = [...views.uriDetails.values()].flatMap(({ raw, types }) =>
    types.has('a') && !types.has('parsed') && /^mailto:./i.test(raw) ? [`${raw.slice(7)}\n`] : [],
  );
  const body = views.body.join('');
  return linked.join('') + (options.has('nouri') ? body.replace(URI_WITH_ADDRESS, ' ') : body);
}
