/**
 * HashBL (HashBL 0.101): lists that are asked about hashes of addresses, URIs, attachments, pieces of the text and values of template
 * tags, or about these themselves. Its functions ask when their rule runs, since some of them search the text with a regex, for
 * which a rule has its time.
 */
import { leavesOf } from '../../views/mime/parse-mime.ts';
import { isIpAddress, isIpv4Address, reverseAddress } from '../../views/relays/ip-address.ts';
import { isWellFormedName } from '../../views/uri/domains.ts';
import { toAce } from '../../views/uri/ace.ts';
import { tagValues } from '../tag-values.ts';
import { askList, ignoredValues } from './hash-bl/ask-list.ts';
import type { AskedList } from './hash-bl/ask-list.ts';
import { emailsToAsk } from './hash-bl/find-emails.ts';
import { hashed, hashOptions } from './hash-bl/options.ts';
import type { HashOptions } from './hash-bl/options.ts';
import { patternOf } from './pattern.ts';
import { ASKS_DNS } from './plugin.ts';
import type { EvalContext, EvalDefinition, Plugin } from './plugin.ts';
import { skippedDomains } from './uri-dnsbl/uri-list-rules.ts';

type Answer = false | undefined;
type Args = readonly string[];

const DEFAULT_OPTIONS = 'sha1/max=10/shuffle';
const DEFAULT_EMAIL_OPTIONS = 'sha1/notag/noquote/max=10/shuffle';
const DEFAULT_HEADERS = 'ALLFROM/Reply-To/body';
const MAX_MATCHES = 1000;

function checkEmails(context: EvalContext, [list = '', written, from = '', subtest, acl]: Args): Answer {
  const options = hashOptions(written, DEFAULT_EMAIL_OPTIONS);
  const emails = emailsToAsk(context, options, from === '' ? DEFAULT_HEADERS : from, acl);
  return askList(context, { list, options, subtest }, emails ?? []);
}

/** All readings of the URIs; of none whose host is left out by uridnsbl_skip_domain. */
function checkUris(context: EvalContext, [list = '', written, subtest]: Args): Answer {
  const options = hashOptions(written, DEFAULT_OPTIONS);
  if (options.has('raw')) return false;
  const skipped = skippedDomains(context.set);
  const uris = [...context.views.uriDetails.values()].flatMap(({ raw, types, hosts, cleaned }) => {
    const isAsked = (types.has('a') || types.has('parsed')) && hosts.size > 0 && !/^mailto:/i.test(raw);
    const isSkipped = [...hosts].some(([host, domain]) => skipped.has(host) || skipped.has(domain));
    return isAsked && !isSkipped ? cleaned.map(uri => cased(uri, options)) : [];
  });
  return askList(context, { list, options, subtest }, uris);
}

/** What a regex finds in the text: its first group. */
function checkText(context: EvalContext, [list = '', written, pattern = '', subtest]: Args): Answer {
  const options = hashOptions(written, DEFAULT_OPTIONS);
  const regex = pattern === '' ? undefined : patternOf(pattern);
  const { rule, views } = context;
  if (regex === undefined || rule.test.kind !== 'eval') return false;
  const text = {
    body: () => views.body,
    rawbody: () => views.rawbody,
    full: () => [views.full],
    header: () => [],
  };
  const found = new Set<string>();
  for (const element of text[rule.test.area]()) {
    for (const { groups } of regex.matches(element)) {
      const value = cased(groups[0] ?? '', options);
      const kept = options.has('num') ? value.replace(/[^0-9]+/g, '') : value;
      if (kept !== '' && found.size < MAX_MATCHES) found.add(kept);
    }
  }
  return askList(context, { list, options, subtest }, [...found]);
}

/** The values of a tag, as soon as it has any. */
function checkTag(context: EvalContext, [list = '', written, tag = '', subtest]: Args): Answer {
  const name = tag.replace(/^_(.+)_$/, '$1').toUpperCase();
  if (context.outside.resolver === undefined || name === '') return false;
  const options = hashOptions(written, DEFAULT_OPTIONS);
  const asked: AskedList = { list, options, subtest };
  const valuesNow = (): readonly string[] =>
    tagValues(context, name, undefined).filter(value => value !== '');
  const values = valuesNow();
  if (values.length > 0) return askList(context, asked, wantedValues(context, values, options));
  context.tags.onceSet(name, () => {
    if (askList(context, asked, wantedValues(context, valuesNow(), options)) === false)
      context.settle(context.rule.name, 0);
  });
  return undefined;
}

function wantedValues(
  context: EvalContext,
  values: readonly string[],
  options: HashOptions,
): readonly string[] {
  return values.flatMap(value => wantedValue(context, cased(value, options), options) ?? []);
}

/** undefined: not to be asked about. */
function wantedValue({ set, views }: EvalContext, value: string, options: HashOptions): string | undefined {
  const { domains } = views.settings;
  const isAddress = isIpAddress(value);
  if (options.has('ip') && !isAddress) return undefined;
  if (options.has('ipv4') && !isIpv4Address(value)) return undefined;
  if (options.has('ipv6') && (!isAddress || isIpv4Address(value))) return undefined;
  if (isAddress) return options.has('revip') ? reverseAddress(value) : value;
  const host = toAce(value);
  const isName = isWellFormedName(host);
  const domain = isName ? domains.trimToDomain(host) : '';
  const skipped = skippedDomains(set);
  const trims = options.has('trim');
  if ((options.has('fqdn') || trims) && !isName) return undefined;
  if (isName && (skipped.has(value.toLowerCase()) || skipped.has(domain))) return undefined;
  if ((options.has('tld') || trims) && !domains.isKnownTld(host.slice(host.lastIndexOf('.') + 1)))
    return undefined;
  return trims && domain !== '' ? domain : value;
}

/** The leaves of the MIME tree, the text of the message among them. */
function checkAttachments(context: EvalContext, [list = '', written, subtest]: Args): Answer {
  const options = hashOptions(written, DEFAULT_OPTIONS);
  if (options.has('raw')) return false;
  const ignored = ignoredValues(context.set);
  const least = options.number('minsize', 0);
  const most = options.number('maxsize', Infinity);
  const hashes = leavesOf(context.views.mime).flatMap(leaf => {
    const body = leaf.decoded();
    const isIgnored =
      ignored.has(leaf.contentType.type.toLowerCase()) || ignored.has((leaf.fileName ?? '').toLowerCase());
    return body === '' || isIgnored || body.length < least || body.length > most
      ? []
      : [hashed(body, options)];
  });
  return askList(context, { list, options, subtest }, hashes, true);
}

function cased(value: string, options: HashOptions): string {
  return options.has('case') ? value : value.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

function asking(area: EvalDefinition['area'], run: EvalDefinition['run']): EvalDefinition {
  return { area, asks: ASKS_DNS, run };
}

export const hashBl: Plugin = {
  name: 'HashBL',
  isDefault: true,
  capabilities: `has_hashbl_attachments has_hashbl_bodyre has_hashbl_bodyre_num has_hashbl_email_domain
    has_hashbl_email_domain_alias has_hashbl_email_regex has_hashbl_email_welcomelist has_hashbl_email_whitelist
    has_hashbl_emails has_hashbl_ignore has_hashbl_sha256 has_hashbl_tag has_hashbl_uris`.split(/\s+/),
  directives: {
    hashbl_ignore: 'words',
    hashbl_email_domain_alias: 'words',
    'hashbl_acl_*': 'words',
    hashbl_email_regex: 'string',
    hashbl_email_welcomelist: 'string',
  },
  evals: {
    check_hashbl_emails: asking('header', checkEmails),
    check_hashbl_uris: asking('header', checkUris),
    check_hashbl_tag: asking('header', checkTag),
    check_hashbl_bodyre: asking('any', checkText),
    check_hashbl_attachments: asking('body', checkAttachments),
  },
};
