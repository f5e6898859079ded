/** Template tags that tell what Bayes found (spec 5.3): counts of tokens, and the tokens that told most. Byte strings. */
import type { BayesClue, BayesDetails } from '../outside.ts';
import { declassificationDistance, isHammy } from './bayes-distance.ts';
import type { ReportSubject } from './subject.ts';

const NOT_RUN = 'Bayes not run.';
const NO_TOKENS = 'Tokens not available.';
const DEFAULT_COUNT = 5;
const DAY_MS = 86_400_000;

type TokenFormat = (clue: BayesClue, details: BayesDetails, ageDays: number) => string;

const COMPACT: TokenFormat = (clue, details) =>
  `${probability(clue)}-${short(distance(clue, details))}--${clue.text}`;

/** In the words of SpamAssassin. */
const FORMATS: ReadonlyMap<string, TokenFormat> = new Map<string, TokenFormat>([
  ['short', ({ text }) => text],
  ['Short', ({ text }) => `Token: "${text}"`],
  ['compact', COMPACT],
  [
    'Compact',
    (clue, details) =>
      `Probability ${probability(clue)} -declassification distance ${short(distance(clue, details))} ("+" means > 9) --token: "${clue.text}"`,
  ],
  [
    'medium',
    (clue, details) =>
      `${probability(clue)}-${short(distance(clue, details))}-${short(clue.spam + clue.ham)}--${clue.text}`,
  ],
  [
    'long',
    (clue, details, ageDays) =>
      `${probability(clue)}-${distance(clue, details)}--${clue.ham}h-${clue.spam}s--${ageDays}d--${clue.text}`,
  ],
  [
    'Long',
    (clue, details, ageDays) =>
      `Probability ${probability(clue)} -declassification distance ${short(distance(clue, details))} --in ${clue.ham} ham messages -and ${clue.spam} spam messages --${ageDays} days old--token:"${clue.text}"`,
  ],
]);

type TagMaker = (subject: ReportSubject, argument: string | undefined) => string;

export const BAYES_TAGS: readonly (readonly [string, TagMaker])[] = [
  ['BAYES', ({ result }) => result.outside.bayes?.probability?.toFixed(4) ?? '0.5'],
  ['BAYESTC', counted(({ tokens }) => tokens)],
  ['BAYESTCLEARNED', counted(({ known }) => known)],
  ['BAYESTCHAMMY', counted(({ clues }) => clues.filter(isHammy).length)],
  ['BAYESTCSPAMMY', counted(({ clues }) => clues.filter(clue => !isHammy(clue)).length)],
  ['TOKENSUMMARY', summary],
  ['HAMMYTOKENS', (subject, argument) => tokenList(subject, argument, isHammy)],
  ['SPAMMYTOKENS', (subject, argument) => tokenList(subject, argument, clue => !isHammy(clue))],
];

function detailsOf({ result }: ReportSubject): BayesDetails | undefined {
  return result.outside.bayes?.details;
}

function counted(count: (details: BayesDetails) => number): TagMaker {
  return subject => {
    const details = detailsOf(subject);
    return details === undefined ? '' : String(count(details));
  };
}

function summary(subject: ReportSubject): string {
  const details = detailsOf(subject);
  if (subject.result.outside.bayes === undefined) return '';
  if (details === undefined) return NOT_RUN;
  const { tokens, known, clues } = details;
  const hammy = clues.filter(isHammy).length;
  const spammy = clues.length - hammy;
  return `Tokens: new, ${tokens - known}; hammy, ${hammy}; neutral, ${known - clues.length}; spammy, ${spammy}.`;
}

/** `(count,format)`. */
function tokenList(
  subject: ReportSubject,
  argument: string | undefined,
  isWanted: (clue: BayesClue) => boolean,
): string {
  if (subject.result.outside.bayes === undefined) return '';
  const details = detailsOf(subject);
  if (details === undefined) return NO_TOKENS;
  const [limit = '', name = ''] = (argument || String(DEFAULT_COUNT)).split(',');
  const format = name === '' ? COMPACT : FORMATS.get(name);
  if (format === undefined) return `Invalid format, must be one of: ${[...FORMATS.keys()].join()}`;
  const ageDays = ({ atimeS }: BayesClue): number =>
    Math.trunc((subject.site.nowMs - atimeS * 1000) / DAY_MS);
  return details.clues
    .filter(isWanted)
    .slice(0, Math.max(0, Math.trunc(Number(limit) || 0)))
    .map(clue => format(clue, details, ageDays(clue)))
    .join(', ');
}

function probability(clue: BayesClue): string {
  return clue.probability.toFixed(3);
}

function distance(clue: BayesClue, details: BayesDetails): number {
  return declassificationDistance(clue, details);
}

function short(count: number): string {
  return count > 9 ? '+' : String(count);
}
