/**
 * The values of template tags for one message (spec 7.2): those that SpamAssassin always has, then what rules and plugins
 * stored (TagStore: named captures too). Names that a plugin would fill are empty, not unknown. Byte strings.
 */
import type { HeaderModifier } from '../../views/header/header-view.ts';
import { HEADER_MODIFIERS } from '../../views/header/header-view.ts';
import { reverseAddress } from '../../views/relays/ip-address.ts';
import type { Relay } from '../../views/relays/relay.ts';
import type { Views } from '../../views/views.ts';
import { RELAY_TAGS, relayTag } from '../relay-tags.ts';
import { domainTag } from '../domain-tags.ts';
import type { TagValue } from '../template-tags.ts';
import { autolearn } from './autolearn.ts';
import { BAYES_TAGS } from './bayes-tags.ts';
import { reportLines, summaryLines } from './hit-lines.ts';
import { previewText } from './preview.ts';
import { rfc822Date } from './rfc822-date.ts';
import { fixed, scoreText } from './score-text.ts';
import { subjectPrefix } from './subject-prefix.ts';
import type { ReportSettings } from './settings.ts';
import type { ReportSubject } from './subject.ts';

export const SPAMASSASSIN_VERSION = '4.0.1';
const SPAMASSASSIN_SUBVERSION = '2024-03-25';
const MAX_STARS = 50;

/** Filled by plugins, if at all. */
const KNOWN: ReadonlySet<string> = new Set(
  `RBL ASN ASNCIDR AWL AWLMEAN AWLCOUNT AWLPRESCORE DCCB DCCR DCCREP PYZOR LANGUAGES EXTRACTTEXTCHARS EXTRACTTEXTWORDS
  EXTRACTTEXTTOOLS EXTRACTTEXTTYPES EXTRACTTEXTEXTENSIONS EXTRACTTEXTFLAGS EXTRACTTEXTURIS DKIMIDENTITY DKIMDOMAIN
  DKIMSELECTOR`.split(/\s+/),
);

/** Modifiers that give values as they are, each ending in a newline. */
const WHOLE_VALUES: ReadonlySet<HeaderModifier> = new Set<HeaderModifier>(['raw', 'first', 'last']);

type TagMaker = (subject: ReportSubject, argument: string | undefined) => string;

const MAKERS: ReadonlyMap<string, TagMaker> = new Map<string, TagMaker>([
  ['YESNO', yesNo],
  ['YESNOCAPS', (subject, argument) => yesNo(subject, argument).toUpperCase()],
  ['SCORE', score],
  ['HITS', score],
  ['REQD', ({ required }) => fixed(required, 1)],
  ['VERSION', ({ settings }) => versionText(settings)],
  ['SUBVERSION', () => SPAMASSASSIN_SUBVERSION],
  ['MAILSIFTVERSION', ({ site }) => site.mailsiftVersion],
  ['RULESVERSION', rulesVersion],
  ['HOSTNAME', ({ settings, site }) => settings.hostname || site.hostname],
  ['REMOTEHOSTNAME', ({ result }) => first(result.tags.get('REMOTEHOSTNAME')) || 'localhost'],
  ['REMOTEHOSTADDR', ({ result }) => first(result.tags.get('REMOTEHOSTADDR')) || '127.0.0.1'],
  ...RELAY_TAGS.map((name): [string, TagMaker] => [
    name,
    ({ views }) => relayTag(name, () => views.relays) ?? '',
  ]),
  ['RELAYSTRUSTED', ({ views }) => relays(views, 'Trusted')],
  ['RELAYSUNTRUSTED', ({ views }) => relays(views, 'Untrusted')],
  ['RELAYSINTERNAL', ({ views }) => relays(views, 'Internal')],
  ['RELAYSEXTERNAL', ({ views }) => relays(views, 'External')],
  ['CONTACTADDRESS', ({ settings }) => settings.contact],
  ['DATE', ({ site }) => rfc822Date(site.nowMs)],
  ['STARS', stars],
  ['AUTOLEARN', autolearnStatus],
  ['AUTOLEARNSCORE', subject => autolearn(subject).points.toString()],
  ['TESTS', ({ result }, separator) => joined(result.hits.map(({ rule }) => rule).sort(), separator)],
  ['TESTSSCORES', testsScores],
  ['SUBTESTS', ({ result }, separator) => joined(result.subrules, separator)],
  ['SUBTESTSCOLLAPSED', ({ result }) => joined(collapsed(result.subrules), ',')],
  ['PREVIEW', ({ views }) => previewText(views)],
  ['REPORT', subject => `\n${reportLines(subject)}`],
  ['SUMMARY', summaryLines],
  ['SUBJPREFIX', subjectPrefix],
  ['HEADER', header],
  ['TIMING', () => ''],
  ...BAYES_TAGS,
]);

/** undefined: there is no such tag. */
export function tagValue(
  subject: ReportSubject,
  name: string,
  argument: string | undefined,
): TagValue | undefined {
  const make = MAKERS.get(name);
  if (make !== undefined) return make(subject, argument);
  return (
    subject.result.tags.get(name) ?? fromMessage(name, subject.views) ?? (KNOWN.has(name) ? '' : undefined)
  );
}

/** undefined, so that the tag stays as it is written: the message does not tell. */
function fromMessage(name: string, views: Views): TagValue | undefined {
  const found = valuesOf(name, views);
  return found.length === 0 ? undefined : found;
}

function valuesOf(name: string, views: Views): readonly string[] {
  switch (name) {
    case 'SENDERDOMAIN':
    case 'AUTHORDOMAIN':
      return domainTag(name, views);
    case 'RELAYSTRUSTEDREVIP':
      return reverseIps(views.relays.trusted);
    case 'RELAYSUNTRUSTEDREVIP':
      return reverseIps(views.relays.untrusted);
    case 'RELAYSINTERNALREVIP':
      return reverseIps(views.relays.internal);
    case 'RELAYSEXTERNALREVIP':
      return reverseIps(views.relays.external);
    default:
      return [];
  }
}

function reverseIps(list: readonly Relay[]): readonly string[] {
  return list.flatMap(({ ip, isPrivate }) => (isPrivate ? [] : (reverseAddress(ip) ?? [])));
}

function relays(views: Views, side: string): string {
  return views
    .header(`X-Spam-Relays-${side}`)
    .join('')
    .replace(/[ \n]+$/, '');
}

function yesNo({ isSpam }: ReportSubject, argument: string | undefined): string {
  const [, spam = 'Yes', ham = 'No'] = /^([^,]*)(?:,(.*))?$/s.exec(argument ?? '') ?? [];
  if (argument === undefined) return isSpam ? 'Yes' : 'No';
  return isSpam ? spam : ham;
}

/** With `0`s or blanks as the argument: filled up by them to three columns more than they are. */
function score({ result, required }: ReportSubject, padding: string | undefined): string {
  const text = scoreText(result.score, required);
  if (padding === undefined || !/^(?:0+| +)$/.test(padding)) return text;
  return text.padStart(padding.length + 3, padding.charAt(0));
}

/** With what version_tag lines add. */
export function versionText({ versionTags }: Pick<ReportSettings, 'versionTags'>): string {
  return [SPAMASSASSIN_VERSION, ...versionTags].join('-');
}

/** The versions that sa-update left in the files. */
function rulesVersion({ set: { versions } }: ReportSubject): string {
  return [...versions]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, version]) => version)
    .join();
}

/** `unavailable`: it would be learnt, and there is no learner. */
export function autolearnStatus(subject: Parameters<typeof autolearn>[0]): string {
  const { set, result } = subject;
  const learns = set.settings.flag('bayes_auto_learn', true) && set.settings.flag('use_bayes', true);
  const told = first(result.tags.get('AUTOLEARN')) || 'unavailable';
  if (!learns || told === 'disabled') return 'disabled';
  const { as, forcedBy } = autolearn(subject);
  const force = forcedBy.length === 0 ? 'no' : `yes (${forcedBy.join()})`;
  return `${as === undefined ? 'no' : told} autolearn_force=${force}`;
}

function stars({ result }: ReportSubject, argument: string | undefined): string {
  return (argument || '*').repeat(Math.min(MAX_STARS, Math.max(0, Math.trunc(result.score))));
}

function testsScores({ result }: ReportSubject, separator: string | undefined): string {
  const texts = result.hits
    .toSorted((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0))
    .map(hit => `${hit.rule}=${plainNumber(hit.score)}`);
  return joined(texts, separator);
}

/** As it was written, without what arithmetic in binary adds to it. */
function plainNumber(score: number): string {
  return String(Number(score.toPrecision(15)));
}

function joined(names: readonly string[], separator: string | undefined): string {
  return names.join(separator || ',') || 'none';
}

/** NAME(n) for a rule that hit several times. `names` are sorted. */
function collapsed(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name}(${String(count)})` : name));
}

/** `Name`, `Name:addr`, ... as in header rules; of addresses and the like the first. */
function header({ views }: ReportSubject, argument: string | undefined): string {
  const [name = '', ...words] = (argument ?? '').split(':');
  const modifiers = words.filter((word): word is HeaderModifier =>
    (HEADER_MODIFIERS as readonly string[]).includes(word),
  );
  if (name === '' || modifiers.length < words.length) return '';
  const values = views.header(name, modifiers);
  const isPiece = name === 'EnvelopeFrom' || modifiers.some(one => !WHOLE_VALUES.has(one));
  return isPiece ? (values[0] ?? '').replace(/\n$/, '') : values.join('');
}

function first(value: TagValue | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
