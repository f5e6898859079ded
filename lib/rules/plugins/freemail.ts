/**
 * FreeMail (spec 3.8): senders, reply addresses and addresses in the text that belong to public mail providers. The
 * providers come from the rules (freemail_domains); without them nothing hits.
 */
import type { Views } from '../../views/views.ts';
import { bodyText } from '../body-text.ts';
import { perSet } from '../per-set.ts';
import { globPattern } from './glob-pattern.ts';
import { emailsIn, maskAddresses } from './find-emails.ts';
import type { FoundEmail } from './find-emails.ts';
import { patternOf } from './pattern.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';

interface Lists {
  readonly domains: ReadonlySet<string>;
  readonly wildcards: RegExp | undefined;
  /** Addresses and domains that do not count. */
  readonly exempt: ReadonlySet<string>;
  readonly exemptGlobs: readonly RegExp[];
  readonly maxEmails: number;
  readonly maxFreemails: number;
  readonly skipOverMax: boolean;
  readonly skipBulk: boolean;
  readonly describe: boolean;
}

/** Role accounts and generated addresses. */
const EXEMPT_LOCAL_PART =
  /^(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed.*|request-[a-f0-9]{16}|[a-f0-9]{8}(?:\.[a-f0-9]{8}|(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}))@|^bounced?-@|^[^=]+=.+=.+@/i;
const BULK_SENDER =
  /^(?:post|host|domain)master@|^double-bounce@|^(?:sentto|owner|return|(?:gr)?bounced?)-.+@|-(?:request|bounces?|admin|owner)@|\b(?:do[._t-]?)?no[._t-]?repl(?:y|ies)@|.=.+@/i;
const URI_WITH_ADDRESS = /<?https?:\/\/[^\t-\r ]{0,255}(?:@|%40)[^\t-\r ]{0,255}/gi;
const MAX_LINKED = 20;
const MAX_IN_TEXT = 40;

const lists = perSet(({ settings }): Lists => {
  const domains = settings.words('freemail_domains').map(word => word.toLowerCase());
  const wildcards = domains.filter(domain => /[*?]/.test(domain));
  const imported = ['welcomelist_auth', 'def_welcomelist_auth'].filter(
    list => settings.number(`freemail_import_${list}`, 0) !== 0,
  );
  return {
    domains: new Set(domains.filter(domain => !/[*?]/.test(domain))),
    wildcards:
      wildcards.length === 0
        ? undefined
        : new RegExp(`@(?:${wildcards.map(one => wildcardSource(one)).join('|')})$`),
    exempt: new Set(settings.words('freemail_welcomelist').map(word => word.toLowerCase())),
    exemptGlobs: imported.flatMap(list => settings.words(list).map(word => globPattern(word))),
    maxEmails: settings.number('freemail_max_body_emails', 5),
    maxFreemails: settings.number('freemail_max_body_freemails', 3),
    skipOverMax: settings.number('freemail_skip_when_over_max', 1) !== 0,
    skipBulk: settings.number('freemail_skip_bulk_envfrom', 1) !== 0,
    describe: settings.number('freemail_add_describe_email', 1) !== 0,
  };
});

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_freemail_from: {
    area: 'header',
    run: (context, [pattern]) =>
      firstFreemail(
        context,
        context.views.fromAddresses.map(address => address.toLowerCase()),
        pattern,
      ),
  },
  check_freemail_header: {
    area: 'header',
    run: (context, [header = '', pattern]) => {
      const [name = ''] = header.split(':');
      const addresses = context.views.header(name, ['addr']).map(address => address.toLowerCase());
      return firstFreemail(context, addresses, pattern);
    },
  },
  check_freemail_body: {
    area: 'header',
    run: (context, [pattern]) => {
      const { domains, wildcards } = lists(context.set);
      if (domains.size === 0 && wildcards === undefined) return false;
      const found = context.once(freemailsInBody);
      if (found === undefined || found.length === 0) return false;
      if (pattern === undefined) return hit(context, found.join(', '));
      return firstFreemail(context, found, pattern);
    },
  },
  check_freemail_replyto: { area: 'header', run: (context, [what]) => repliesElsewhere(context, what) },
};

export const freemail: Plugin = {
  name: 'FreeMail',
  isDefault: true,
  directives: {
    freemail_domains: 'words',
    freemail_welcomelist: 'words',
    freemail_max_body_emails: 'number',
    freemail_max_body_freemails: 'number',
    freemail_skip_when_over_max: 'number',
    freemail_skip_bulk_envfrom: 'number',
    freemail_add_describe_email: 'number',
    freemail_import_welcomelist_auth: 'number',
    freemail_import_def_welcomelist_auth: 'number',
  },
  evals: EVALS,
};

function wildcardSource(glob: string): string {
  return glob
    .replaceAll('.', String.raw`\.`)
    .replaceAll('?', '.')
    .replaceAll('*', '[^.]*');
}

function isFreemail({ set }: MessageContext, address: string): boolean {
  const { domains, wildcards, exempt, exemptGlobs } = lists(set);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (address === '' || exempt.has(address) || exempt.has(domain)) return false;
  if (EXEMPT_LOCAL_PART.test(address) || exemptGlobs.some(glob => glob.test(address))) return false;
  return domains.has(domain) || wildcards?.test(address) === true;
}

function firstFreemail(context: EvalContext, addresses: readonly string[], pattern?: string): boolean {
  const regex = pattern === undefined ? undefined : patternOf(pattern);
  if (pattern !== undefined && regex === undefined) return false;
  const found = addresses.find(
    address => isFreemail(context, address) && (regex === undefined || regex.test(address)),
  );
  return found !== undefined && hit(context, found);
}

function hit(context: EvalContext, addresses: string): boolean {
  if (lists(context.set).describe) context.log(maskAddresses(addresses));
  return true;
}

/** From and Reply-To are different freemails, or the answer goes to another freemail than the text names. */
function repliesElsewhere(context: EvalContext, what = 'replyto'): boolean {
  const { views, set } = context;
  if (lists(set).skipBulk && BULK_SENDER.test(views.header('EnvelopeFrom')[0] ?? '')) return false;
  const from = lowerAddresses(views, 'From');
  const replyTo = lowerAddresses(views, 'Reply-To');
  const fromIsFree = from.some(address => isFreemail(context, address));
  const replyToIsFree = replyTo.some(address => isFreemail(context, address));
  if (fromIsFree && replyToIsFree && !from.some(address => replyTo.includes(address)))
    return hit(context, `${from.join(',')} -> ${replyTo.join(',')}`);
  if (what === 'replyto' ? !replyToIsFree : (replyTo.length > 0 && !replyToIsFree) || !fromIsFree)
    return false;
  const answers = what === 'replyto' || replyToIsFree ? replyTo : from;
  for (const inBody of context.once(freemailsInBody) ?? []) {
    const other = answers.find(answer => answer !== inBody);
    if (other !== undefined) return hit(context, `${other}, ${inBody}`);
  }
  return false;
}

function lowerAddresses(views: Views, header: string): readonly string[] {
  return views.header(header, ['addr']).map(address => address.toLowerCase());
}

/**
 * Freemail addresses in links and text; undefined when there are too many to mean anything. Rules that run later do not see
 * what is cut out of the text on the way.
 */
function freemailsInBody(context: MessageContext): readonly string[] | undefined {
  const { maxEmails, maxFreemails, skipOverMax } = lists(context.set);
  const found: string[] = [];
  let count = 0;
  const body = context.once(bodyText);
  const { addresses, lines } = emailsInBody(context.views, body.lines);
  body.lines = lines;
  for (const address of addresses) {
    count += 1;
    if (count === maxEmails && skipOverMax) return undefined;
    if (!isFreemail(context, address)) continue;
    if (found.length + 1 === maxFreemails && skipOverMax) return undefined;
    found.push(address);
  }
  return found;
}

function emailsInBody(
  views: Views,
  body: readonly string[],
): { readonly addresses: ReadonlySet<string>; readonly lines: readonly string[] } {
  const { domains } = views.settings;
  const addresses = new Set<string>();
  for (const { raw, types } of views.uriDetails.values()) {
    if (addresses.size >= MAX_LINKED) break;
    if (!types.has('a') || types.has('parsed') || !/^mailto:/i.test(raw)) continue;
    const [linked] = emailsIn(raw.slice('mailto:'.length), domains);
    if (linked?.index === 0) addresses.add(linked.address.toLowerCase());
  }
  const lines = [...body];
  for (const [index, line] of body.entries()) {
    if (!line.includes('@') && !line.includes('%40')) continue;
    const bare = line.replace(URI_WITH_ADDRESS, ' ');
    const found = emailsIn(bare, domains);
    lines[index] = withoutLabelled(bare, found);
    for (const { address, isLabelled } of found) {
      if (isLabelled) continue;
      addresses.add(address.toLowerCase());
      if (addresses.size >= MAX_IN_TEXT) return { addresses, lines };
    }
  }
  return { addresses, lines };
}

function withoutLabelled(text: string, emails: readonly FoundEmail[]): string {
  let rest = '';
  let at = 0;
  for (const { index, isLabelled, end } of emails) {
    if (!isLabelled || index < at) continue;
    const start = index > at && text.charAt(index - 1) === '<' ? index - 1 : index;
    rest += `${text.slice(at, start)} `;
    at = end;
  }
  return rest + text.slice(at);
}
