/**
 * SPF (spec 3.10) as far as it needs no DNS: the results that hosts of one's own left in Received-SPF (RFC 7208, section 9.1)
 * and Authentication-Results (RFC 8601) fields. Fields of other hosts do not count. Without such a field nothing hits; what asks
 * the DNS tells its answers by RuleRun.settle.
 */
import { perSet } from '../per-set.ts';
import { AddressList, wordsOf } from './address-lists.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const RESULTS = ['pass', 'neutral', 'none', 'fail', 'softfail', 'permerror', 'temperror'] as const;
type Result = (typeof RESULTS)[number];

interface Told {
  readonly mailFrom: Result | undefined;
  readonly helo: Result | undefined;
}

const RECEIVED_SPF =
  /^received-spf:\s*(pass|neutral|(?:soft)?fail|(?:temp|perm)error|none)\b(?:.*\bidentity=(\S+?);?\b)?/i;
const AUTHENTICATION_RESULTS = /^(?:arc-)?authentication-results:.*;\s*spf\s*=\s*([^;]*)/i;
const METHOD_RESULT =
  /^(pass|neutral|(?:hard|soft)?fail|(?:temp|perm)error|none)(?:[^;]*?\bsmtp\.(\S+)\s*=[^;]+)?/i;

/** The field that is nearest to the outside counts, for each identity; with use_newest_received_spf_header the newest. */
function toldInHeaders({ views, set: { settings } }: MessageContext): Told {
  if (settings.flag('ignore_received_spf_header', false)) return { mailFrom: undefined, helo: undefined };
  const fields = views.header('ALL-INTERNAL').join('').split('\n');
  if (!settings.flag('use_newest_received_spf_header', false)) fields.reverse();
  const results = fields.flatMap(field => resultIn(field) ?? []);
  const first = (identity: 'mailFrom' | 'helo'): Result | undefined =>
    results.find(one => one.identity === identity)?.result;
  return { mailFrom: first('mailFrom'), helo: first('helo') };
}

function resultIn(field: string): { identity: 'mailFrom' | 'helo'; result: Result } | undefined {
  const method = AUTHENTICATION_RESULTS.exec(field)?.[1];
  const match = RECEIVED_SPF.exec(field) ?? (method === undefined ? null : METHOD_RESULT.exec(method));
  const word = match?.[1]?.toLowerCase().replace('hardfail', 'fail');
  const result = RESULTS.find(one => one === word);
  const identity = (match?.[2] ?? 'mailfrom').toLowerCase();
  if (result === undefined) return undefined;
  if (identity === 'helo') return { identity, result };
  return identity === 'mfrom' || identity === 'mailfrom' ? { identity: 'mailFrom', result } : undefined;
}

/** The envelope sender as the outermost host of one's own saw it; undefined: not known. */
function senderOf({ views }: MessageContext): string | undefined {
  const { external, trusted } = views.relays;
  const told = external[0]?.envelopeFrom;
  if (told !== undefined) return told.toLowerCase();
  if (trusted.length > 0 && !views.settings.alwaysTrustEnvelopeSender) return undefined;
  return views.header('EnvelopeFrom', ['addr'])[0]?.toLowerCase();
}

/** What SPF says of the envelope sender; undefined: nothing, or not yet. */
export function mailFromResult(message: MessageContext): string | undefined {
  return message.once(toldInHeaders).mailFrom;
}

export function spfSender(message: MessageContext): string | undefined {
  return message.once(senderOf);
}

const lists = perSet(({ settings }) => {
  const list = (key: string): AddressList => {
    const result = new AddressList();
    const removal = key.replace(/^(?:def_)?/, 'un');
    for (const line of settings.all(key, removal)) {
      for (const glob of wordsOf(line.value)) {
        if (line.key === removal) result.remove(glob);
        else result.add(glob);
      }
    }
    return result;
  };
  return {
    own: [list('welcomelist_from_spf'), list('welcomelist_auth')],
    stock: [list('def_welcomelist_from_spf'), list('def_welcomelist_auth')],
  };
});

function isWelcome(context: MessageContext, list: 'own' | 'stock'): boolean {
  const sender = context.once(senderOf) ?? '';
  if (sender === '' || context.once(toldInHeaders).mailFrom !== 'pass') return false;
  return lists(context.set)[list].some(one => one.has(sender));
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  ...Object.fromEntries(
    RESULTS.flatMap((result): [string, EvalDefinition][] => [
      [
        `check_for_spf_${result}`,
        { area: 'header', run: context => context.once(toldInHeaders).mailFrom === result },
      ],
      [
        `check_for_spf_helo_${result}`,
        { area: 'header', run: context => context.once(toldInHeaders).helo === result },
      ],
    ]),
  ),
  check_spf_skipped_noenvfrom: {
    area: 'header',
    run: context => context.once(senderOf) === undefined,
  },
  check_for_spf_welcomelist_from: { area: 'header', run: context => isWelcome(context, 'own') },
  check_for_spf_whitelist_from: { area: 'header', run: context => isWelcome(context, 'own') },
  check_for_def_spf_welcomelist_from: { area: 'header', run: context => isWelcome(context, 'stock') },
  check_for_def_spf_whitelist_from: { area: 'header', run: context => isWelcome(context, 'stock') },
};

export const spf: Plugin = {
  name: 'SPF',
  isDefault: true,
  capabilities: ['has_check_for_spf_errors', 'has_check_spf_skipped_noenvfrom'],
  directives: {
    welcomelist_from_spf: 'addresses',
    def_welcomelist_from_spf: 'addresses',
    unwelcomelist_from_spf: 'addresses',
    spf_timeout: 'duration',
    ignore_received_spf_header: 'bool',
    use_newest_received_spf_header: 'bool',
    do_not_use_mail_spf: 'bool',
    do_not_use_mail_spf_query: 'bool',
  },
  evals: EVALS,
};
