/**
 * The lines about the rules that hit, for _REPORT_ (in a header field) and _SUMMARY_ (in a body); spec 7.3. In the order of
 * hitting, a rule with tflags multiple once for each match. Byte strings, each line ends in a newline.
 */
import { toUtf8Bytes } from '../../views/bytes.ts';
import type { RuleSetHit } from '../result.ts';
import type { Rule, RuleTest } from '../rule.ts';
import { pointsText } from './score-text.ts';
import type { ReportSubject } from './subject.ts';
import { wrap } from './wrap.ts';

const REPORT_INDENT = '*      ';
const SUMMARY_INDENT = ' '.repeat(28);
const LOG_COLUMNS = 78;
const MAX_LOG_COLUMNS_INDENTED = 47;
/** A log text is cut at the last blank before its 50th column that leaves at least 30. */
const LOG_PIECE = /^([^\n]{30,48})[ \t\n\r\f\v]/;

export function reportLines(subject: ReportSubject): string {
  return lines(subject, ({ points, rule, area, description, logs }) => {
    const columns = 4 + rule.length + points.length + area.length;
    const text = wrapped(description, columns, REPORT_INDENT, subject);
    const pieces = logs.flatMap(logPieces).map(piece => `[${piece}]\n`);
    const log = pieces.length === 0 ? '' : REPORT_INDENT + pieces.join('');
    return `* ${points} ${rule} ${area}${text}\n${log}`;
  });
}

export function summaryLines(subject: ReportSubject): string {
  return lines(subject, ({ points, rule, area, description, logs }) => {
    const columns = 3 + rule.length + points.length + area.length;
    const text = wrapped(description, columns, SUMMARY_INDENT, subject);
    const pieces = logs.flatMap(logPieces).map(summaryLog);
    return `${points} ${rule.padEnd(22)} ${area}${text}\n${pieces.join('')}`;
  });
}

interface Line {
  readonly points: string;
  readonly rule: string;
  readonly area: string;
  readonly description: string;
  readonly logs: readonly string[];
}

function lines(subject: ReportSubject, format: (line: Line) => string): string {
  return subject.result.hits.map(hit => format(lineOf(hit, subject.set.rules.get(hit.rule)))).join('');
}

function lineOf(hit: RuleSetHit, rule: Rule | undefined): Line {
  const redacted = hit.logs.length > 0 && rule?.tags.names.has('nolog') === true;
  const description = rule?.describedInLatin1 === true ? hit.description : toUtf8Bytes(hit.description);
  return {
    points: pointsText(hit.score),
    rule: hit.rule,
    area: rule === undefined ? '' : areaOf(rule),
    description: description === '' ? 'No description available.' : description,
    logs: redacted ? ['*REDACTED*'] : hit.logs,
  };
}

/** Rules whose hit tells by itself where it was found. */
const OWN_AREAS: ReadonlyMap<string, string> = new Map([
  ['AWL', 'AWL: '],
  ['TXREP', 'TXREP: '],
]);

function areaOf({ name, test }: Rule): string {
  return OWN_AREAS.get(name) ?? areaOfTest(test);
}

function areaOfTest(test: RuleTest): string {
  if (test.kind === 'text')
    return { body: 'BODY: ', rawbody: 'RAW: ', uri: 'URI: ', full: 'FULL: ' }[test.area];
  if (test.kind === 'uri-detail' || (test.kind === 'mimeheader' && test.negated)) return 'BODY: ';
  if (test.kind === 'askdns') return 'ASKDNS: ';
  if (test.kind !== 'eval') return '';
  if (test.function === 'check_dns_sender') return 'DNS: ';
  if (test.function.startsWith('check_rbl')) return 'RBL: ';
  if (/^check_(?:uridnsbl$|hashbl_|asn$)/.test(test.function)) return '';
  return { header: '', body: 'BODY: ', rawbody: 'RAW: ', full: '' }[test.area];
}

function wrapped(
  text: string,
  firstColumns: number,
  prefix: string,
  { settings }: Pick<ReportSubject, 'settings'>,
): string {
  const width = settings.wrapColumns;
  return wrap(text, { prefix, first: ' '.repeat(firstColumns), width }).replace(/^[ \t\n\r\f\v]+/, '');
}

function logPieces(log: string): string[] {
  const pieces: string[] = [];
  let rest = log;
  for (let found = LOG_PIECE.exec(rest); found !== null; found = LOG_PIECE.exec(rest)) {
    pieces.push(found[1] ?? '');
    rest = rest.slice(found[0].length);
  }
  return [...pieces, rest];
}

function summaryLog(piece: string): string {
  const log = `[${piece}]`;
  if (piece.length > MAX_LOG_COLUMNS_INDENTED) return `${log.padStart(LOG_COLUMNS)}\n`;
  return `${SUMMARY_INDENT}${log}\n`;
}
