/** HeaderEval (spec 3.5): tests of the header that need more than a regex and no network. */
import { isUtf8 } from 'node:buffer';
import { isCharsetOk, localesOf } from './locales.ts';
import type { Views } from '../../views/views.ts';
import { numberArg } from './arguments.ts';
import { dateShift, receivedAt } from './header-eval/dates.ts';
import {
  hotmailVerdict,
  isFakeAolRelay,
  isForgedEudoramail,
  isForgedGateway,
  isForgedGmail,
  isForgedJuno,
  isForgedYahoo,
} from './header-eval/forged-providers.ts';
import { isGated, isMsnGroup } from './header-eval/gateways.ts';
import { firstAddress, headerText } from './header-eval/header-text.ts';
import {
  isFakeOutlookId,
  isIdUnusable,
  isSenderMadeOfRecipient,
  repeatsFrom,
} from './header-eval/message-ids.ts';
import { recipientFacts } from './header-eval/recipients.ts';
import { isAllCaps, namesRecipient } from './header-eval/subject.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const HOUR_SECONDS = 3600;
const MONTH_SECONDS = 31_556_952 / 12;

function simple(test: (views: Views) => boolean): EvalDefinition {
  return { area: 'header', run: ({ views }) => test(views) };
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_for_missing_to_header: simple(
    views => headerText(views, 'To') === '' && headerText(views, 'Apparently-To') === '',
  ),
  subject_is_all_caps: simple(isAllCaps),
  check_for_to_in_subject: { area: 'header', run: ({ views }, [mode = '']) => namesRecipient(views, mode) },
  check_for_unique_subject_id: { area: 'header', never: 'SpamAssassin has retired it', run: () => false },
  check_for_shifted_date: {
    area: 'header',
    run: (context, args) => isBetween(context.once(dateShift) / HOUR_SECONDS, args),
  },
  received_within_months: {
    area: 'header',
    run: (context, args) =>
      isBetween((context.nowMs / 1000 - context.once(receivedAt)) / MONTH_SECONDS, args),
  },
  check_header_count_range: {
    area: 'header',
    run: ({ views }, args) => {
      const distinct = new Set(views.header(args[0] ?? '')).size;
      return distinct >= numberArg(args, 1, 0) && distinct <= numberArg(args, 2, Infinity);
    },
  },
  check_illegal_chars: {
    area: 'header',
    run: ({ views }, args) => isIllegal(views, args[0] ?? '', numberArg(args, 1, 0), numberArg(args, 2, 0)),
  },
  check_unresolved_template: simple(hasUnresolvedTemplate),
  check_for_faraway_charset_in_headers: {
    area: 'header',
    run: ({ views, set }) => {
      const locales = localesOf(set.settings.last('ok_locales'));
      return ['From', 'Subject'].some(name =>
        views
          .header(name, ['raw'])
          .some(raw =>
            [...raw.matchAll(/=\?([^?]{1,100})\?.\?[^?]{0,998}\?=/g)].some(
              ([, charset = '']) => !isCharsetOk(charset, locales),
            ),
          ),
      );
    },
  },
  check_equal_from_domains: simple(views => {
    const from = lastTwoLabels(firstAddress(views, 'From'));
    const envelope = lastTwoLabels(firstAddress(views, 'EnvelopeFrom'));
    return from !== '' && envelope !== '' && from !== envelope;
  }),
  check_for_matching_env_and_hdr_from: simple(
    views => firstAddress(views, 'EnvelopeFrom').toLowerCase() === firstAddress(views, 'From').toLowerCase(),
  ),
  sorted_recipients: { area: 'header', run: context => context.once(recipientFacts).sorted },
  similar_recipients: {
    area: 'header',
    run: (context, args) => isBetween(context.once(recipientFacts).similarity, args),
  },
  check_outlook_message_id: simple(isFakeOutlookId),
  check_messageid_not_usable: simple(isIdUnusable),
  check_ratware_name_id: simple(repeatsFrom),
  check_ratware_envelope_from: simple(isSenderMadeOfRecipient),
  gated_through_received_hdr_remover: simple(isGated),
  check_for_msn_groups_headers: simple(isMsnGroup),
  check_for_fake_aol_relay_in_rcvd: simple(isFakeAolRelay),
  check_for_forged_gmail_received_headers: simple(isForgedGmail),
  check_for_forged_yahoo_received_headers: simple(isForgedYahoo),
  check_for_forged_juno_received_headers: simple(isForgedJuno),
  check_for_forged_eudoramail_received_headers: simple(isForgedEudoramail),
  check_for_forged_gw05_received_headers: simple(isForgedGateway),
  check_for_forged_hotmail_received_headers: {
    area: 'header',
    run: context => context.once(hotmailVerdict) === 'forged',
  },
  check_for_no_hotmail_received_headers: {
    area: 'header',
    run: context => context.once(hotmailVerdict) === 'not-hotmail',
  },
};

export const headerEval: Plugin = { name: 'HeaderEval', isDefault: true, evals: EVALS };

/** At least the first argument, below the second; undef: no limit. */
function isBetween(value: number, args: readonly string[]): boolean {
  return value >= numberArg(args, 0, -Infinity) && value < numberArg(args, 1, Infinity);
}

/** Bytes that may not stand in a header, unless all of it is UTF-8. */
function isIllegal(views: Views, header: string, minRatio: number, minCount: number): boolean {
  const name = header.replace(/:raw$/, '');
  const raw = views.header(name, ['raw']).join('');
  if (!/[^\t-\r ]/.test(raw)) return false;
  const hasControls = /[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(raw);
  if (/[\x80-\xff]/.test(raw) && !hasControls && isUtf8(Buffer.from(raw, 'latin1'))) return false;
  let illegal = countOf(raw, /[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]+/g);
  if (illegal > 0 && /^subject$/i.test(name) && countOf(raw, /[^\xa2\xa3\xae]+/g) === 1) illegal -= 1;
  return illegal / raw.length >= minRatio && illegal >= minCount;
}

/** Characters left when the others are gone. */
function countOf(text: string, others: RegExp): number {
  return text.replace(others, '').length;
}

const TEMPLATE_HEADERS =
  /^(?:X-VMS-To|X-UIDL|X-Face|To|Cc|From|Subject|References|In-Reply-To|(?:X-|Resent-|X-Original-)?Message-Id):/i;

function hasUnresolvedTemplate(views: Views): boolean {
  return headerText(views, 'ALL')
    .split('\n')
    .some(line => /%[A-Z][A-Z_-]/.test(line) && !TEMPLATE_HEADERS.test(line));
}

function lastTwoLabels(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0
    ? ''
    : address
        .slice(at + 1)
        .toLowerCase()
        .split('.')
        .slice(-2)
        .join('.');
}
