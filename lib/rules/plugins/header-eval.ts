/** HeaderEval (spec 3.5): the tests that need more than a regex and no network. */
import { parseMailDate } from './mail-date.ts';
import type { Views } from '../../views/views.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { numberArg } from './arguments.ts';

const HOUR_MS = 3_600_000;
const SHORTEST_CAPS = 10;
const CAPS_PRONE_WORD =
  /=\?(?:koi|[^?]{0,32}(?:jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis))/i;

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_for_missing_to_header: {
    area: 'header',
    run: ({ views }) => joined(views, 'To') === '' && joined(views, 'Apparently-To') === '',
  },
  subject_is_all_caps: { area: 'header', run: ({ views }) => subjectIsAllCaps(views) },
  check_for_shifted_date: {
    area: 'header',
    run: ({ views }, args) => {
      const shiftMs = dateShiftMs(views);
      return (
        shiftMs >= HOUR_MS * numberArg(args, 0, -Infinity) && shiftMs < HOUR_MS * numberArg(args, 1, Infinity)
      );
    },
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
    run: ({ views }, args) => {
      const name = args[0] ?? '';
      const raw = views.header(name, ['raw']).join('');
      if (/[\x80-\xff]/.test(raw) && !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(raw) && isUtf8Text(raw))
        return false;
      let illegal = raw.replace(/[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]+/g, '').length;
      if (/^subject$/i.test(name) && raw.replace(/[^\xa2\xa3\xae]+/g, '').length === 1) illegal -= 1;
      return raw !== '' && illegal >= numberArg(args, 2, 0) && illegal / raw.length >= numberArg(args, 1, 0);
    },
  },
  check_equal_from_domains: {
    area: 'header',
    run: ({ views }) => {
      const from = lastTwoLabels(views.header('From', ['addr'])[0] ?? '');
      const envelope = lastTwoLabels(views.header('EnvelopeFrom')[0] ?? '');
      return from !== '' && envelope !== '' && from !== envelope;
    },
  },
  check_for_matching_env_and_hdr_from: {
    area: 'header',
    run: ({ views }) =>
      (views.header('EnvelopeFrom')[0] ?? '').trim().toLowerCase() ===
      (views.header('From', ['addr'])[0] ?? '').toLowerCase(),
  },
  check_for_to_in_subject: { area: 'header', run: ({ views }, args) => toInSubject(views, args) },
};

function joined(views: Views, name: string): string {
  return views.header(name).join('').trim();
}

function subjectIsAllCaps(views: Views): boolean {
  const raw = views.header('Subject', ['raw']).join('');
  if (CAPS_PRONE_WORD.test(raw)) return false;
  let subject = joined(views, 'Subject');
  for (let prefix = replyPrefix(subject); prefix > 0; prefix = replyPrefix(subject))
    subject = subject.slice(prefix);
  if (!/\s/.test(subject) || subject.length < SHORTEST_CAPS) return false;
  const letters = subject.replace(/[^a-zA-Z]+/g, '');
  return letters !== '' && letters === letters.toUpperCase();
}

function replyPrefix(subject: string): number {
  return /^(?:Re|Fwd|Fw|Aw|Antwort|WG|SV|VB|VS|VL):\s*/i.exec(subject)?.[0].length ?? 0;
}

/** Date minus the nearest of the Received times; 0 when either is missing. */
function dateShiftMs(views: Views): number {
  const resent = views.header('Resent-Date')[0];
  const date = parseMailDate(resent ?? views.header('Date')[0] ?? '');
  if (date === undefined) return 0;
  let nearest: number | undefined;
  for (const received of views.header('Received')) {
    const time = parseMailDate(
      /\s\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}:\d{2} \S{1,10}/.exec(received)?.[0] ?? '',
    );
    if (time === undefined) continue;
    const shift = date - time;
    if (nearest === undefined || Math.abs(shift) < Math.abs(nearest)) nearest = shift;
  }
  return nearest ?? 0;
}

function isUtf8Text(bytes: string): boolean {
  return !Buffer.from(bytes, 'latin1').toString('utf8').includes('\ufffd');
}

function lastTwoLabels(address: string): string {
  return /(?:^|[@.])([^@.\s]+\.[^@.\s]+)\s*$/.exec(address.toLowerCase().slice(-512))?.[1] ?? '';
}

function toInSubject(views: Views, [mode = '']: readonly string[]): boolean {
  const subject = joined(views, 'Subject').slice(0, 1024);
  const address = views.header('To', ['addr'])[0] ?? '';
  const wanted = mode === 'address' ? address : address.slice(0, Math.max(0, address.lastIndexOf('@')));
  if (wanted === '' || subject === '') return false;
  const quoted = wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (mode === 'address') return new RegExp(`\\b${quoted}\\b`, 'i').test(subject);
  return (
    new RegExp(`^(?:re|fw):\\s*(?:\\w+\\s+)?${quoted}$`, 'i').test(subject) ||
    new RegExp(`^${quoted}(?:[,:;!?-](?:\\s|$)|$)`).test(subject) ||
    new RegExp(`,\\s*${quoted}[,:;!?-]`).test(subject)
  );
}

export const headerEval: Plugin = { name: 'HeaderEval', isDefault: true, evals: EVALS };
