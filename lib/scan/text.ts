/**
 * What a person reads about one message:
 *
 *   inbox#2: SPAM, 7.3 points (5.0 required)
 *     points  rule                    description
 *        4.5  HTML_ONLY_LINKS         Nothing but links in the HTML part
 *                                     matched: "click here" in body, element 3, byte 17   (--explain: the place)
 *                                     said: 2 links                                       (--explain)
 *     asked   2.0.0.127.list.example A: 127.0.0.2 (12.3 ms)                       (--explain, --timing)
 *     virus   Eicar-Signature
 *     defect  Duplicate header field: "Subject"
 *
 * Text from mail is shown without control characters and cut.
 */
import type { MatchPlace } from '../check/report.ts';
import { printable, shorten } from '../log/escape.ts';
import type { QueryRecord } from '../net/resolver.ts';
import { fromUtf8Bytes } from '../views/bytes.ts';
import { fixed, scoreText } from '../rules/report/score-text.ts';
import type { ScanResult } from './result.ts';

export interface TextOptions {
  /** The table of rules, which `false` leaves out for a message that has nothing wrong. */
  readonly detailed: boolean;
  readonly explain: boolean;
  readonly timing: boolean;
}

const CODE_TEXTS: ReadonlyMap<QueryRecord['code'], string> = new Map([
  ['NXDOMAIN', 'no such name'],
  ['none', 'no answer'],
  ['refused', 'not asked'],
]);
const MAX_CHARS = 200;
const MAX_DEFECTS = 20;
/** Areas that have several elements. */
const MANY: ReadonlySet<string> = new Set(['body', 'rawbody', 'uri']);

/** Lines without a final newline. */
export function textReport(result: ScanResult, options: TextOptions): string {
  const { detailed, explain, timing } = options;
  const shown = detailed || explain || result.spam || result.viruses.length > 0;
  return [
    `${safe(result.file)}: ${verdictLine(result)}`,
    ...(shown ? hitLines(result, explain) : []),
    ...bounded('virus', result.viruses),
    ...(shown ? bounded('defect', result.defects) : []),
    ...bounded('trouble', result.trouble),
    ...(explain || timing ? queryLines(result) : []),
    ...(timing ? timingLines(result) : []),
  ].join('\n');
}

function verdictLine({ category, score, required, spam, viruses }: ScanResult): string {
  const words = [
    viruses.length > 0 ? 'INFECTED' : '',
    spam ? 'SPAM' : '',
    category === 'banned' || category === 'unchecked' || category === 'bad-header' ? category : '',
  ].filter(word => word !== '');
  const verdict = words.length === 0 ? 'clean' : words.join(', ');
  if (score === null) return `${verdict}, no score`;
  return `${verdict}, ${scoreText(score, required)} points (${scoreText(required, required)} required)`;
}

function hitLines({ hits }: ScanResult, explain: boolean): string[] {
  if (hits.length === 0) return [];
  const width = Math.max(22, ...hits.map(({ rule }) => rule.length));
  const head = `  points  ${'rule'.padEnd(width)}  description`;
  const ranked = hits.toSorted((a, b) => b.score - a.score);
  return [
    head,
    ...ranked.flatMap(({ rule, score, description, match, where, logs }) => [
      `  ${fixed(score, 1).padStart(6)}  ${safe(rule).padEnd(width)}  ${safe(description)}`.trimEnd(),
      ...[
        ...(match !== '' ? [`matched: "${safe(match)}"${explain ? placeText(where) : ''}`] : []),
        ...(explain ? logs.map(text => `said: ${safe(fromUtf8Bytes(text))}`) : []),
      ].map(line => `${' '.repeat(width + 12)}${line}`),
    ]),
  ];
}

function placeText(where: MatchPlace | undefined): string {
  if (where === undefined) return '';
  const { area, element, offset } = where;
  return ` in ${safe(area)}${element > 1 || MANY.has(area) ? `, element ${element}` : ''}, byte ${offset}`;
}

function queryLines({ queries, calls }: ScanResult): readonly string[] {
  const clients = calls.map(
    ({ client, answer, ms }) => `  asked   ${client}: ${safe(fromUtf8Bytes(answer))} (${ms.toFixed(1)} ms)`,
  );
  const questions = queries.map(({ name, type, code, data, ms, isCached }) => {
    const told = code === 'NOERROR' ? data.map(fromUtf8Bytes).join(', ') || 'nothing' : CODE_TEXTS.get(code);
    const when = isCached ? 'known' : `${ms.toFixed(1)} ms`;
    return `  asked   ${safe(name)} ${type}: ${safe(told ?? String(code))} (${when})`;
  });
  return [...questions, ...clients];
}

function timingLines({ ms, times }: ScanResult): readonly string[] {
  const line = (depth: number, what: string, of: number): string =>
    `  ${`${'  '.repeat(depth)}${what}`.padEnd(13)} ${of.toFixed(1).padStart(8)} ms`;
  return [
    line(0, 'message', ms),
    ...times.flatMap(one => [
      line(1, one.what, one.ms),
      ...one.parts.map(part => line(2, part.what, part.ms)),
    ]),
  ];
}

function bounded(name: string, texts: readonly string[]): string[] {
  const lines = texts.slice(0, MAX_DEFECTS).map(text => `  ${name.padEnd(7)} ${safe(text)}`);
  const more = texts.length - MAX_DEFECTS;
  return more > 0 ? [...lines, `  ${name.padEnd(7)} ... and ${more} more`] : lines;
}

function safe(text: string): string {
  return shorten(printable(text), MAX_CHARS);
}
