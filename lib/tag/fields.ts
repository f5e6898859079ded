/**
 * The fields that `mailsift tag` adds, in the form of SpamAssassin's default headers (10_default_prefs.cf of 4.0.1), so
 * that recipes on `X-Spam-Status: Yes` or `X-Spam-Level: \*{7}` go on working:
 *
 *   X-Spam-Checker-Version: mailsift 0.1.0 on host
 *   X-Spam-Flag: YES                                       (spam only)
 *   X-Spam-Level: *******
 *   X-Spam-Status: Yes, score=7.1 required=5.0 tests=A,B autolearn=no
 *   	autolearn_force=no version=0.1.0
 *
 * With a virus scanner: X-Virus-Status (`Clean`, `Infected (NAME)`, `Unchecked`) and, infected, X-Spam-Virus.
 */
import type { CheckReports, SpamFinding, VirusFinding } from '../check/report.ts';
import { foldField } from './fold.ts';
import { scoreText } from '../scan/score-text.ts';

export interface TagIdentity {
  readonly version: string;
  readonly hostname: string;
}

/** More stars are not printed, however high the score. */
const MAX_STARS = 50;
const MAX_VIRUS_NAMES = 5;
const MAX_VIRUS_NAME_CHARS = 100;

/** Whole fields, folded with `\n`. Empty when neither check came to a result worth telling. */
export function tagFields({ spam, virus }: CheckReports, required: number, identity: TagIdentity): string[] {
  const spamLines = spam.state === 'done' ? spamFields(spam.finding, required, identity) : [];
  switch (virus.state) {
    case 'skipped':
      return spamLines;
    case 'error':
      return [...spamLines, 'X-Virus-Status: Unchecked'];
    case 'done':
      return [...spamLines, ...virusFields(virus.finding)];
  }
}

export function isSpam({ score }: SpamFinding, required: number): boolean {
  return score >= required;
}

function spamFields(finding: SpamFinding, required: number, { version, hostname }: TagIdentity): string[] {
  const spam = isSpam(finding, required);
  const names = finding.hits.map(({ rule }) => rule).sort();
  const stars = '*'.repeat(Math.min(MAX_STARS, Math.max(0, Math.trunc(finding.score))));
  const status =
    `${spam ? 'Yes' : 'No'}, score=${scoreText(finding.score, required)} required=${scoreText(required, required)} ` +
    `tests=${names.join(',') || 'none'} autolearn=no autolearn_force=no version=${version}`;
  return [
    foldField('X-Spam-Checker-Version', `mailsift ${version} on ${asciiOnly(hostname)}`),
    ...(spam ? ['X-Spam-Flag: YES'] : []),
    `X-Spam-Level: ${stars}`,
    foldField('X-Spam-Status', status),
  ];
}

function virusFields({ viruses, unscanned }: VirusFinding): string[] {
  if (viruses.length === 0) return [`X-Virus-Status: ${unscanned.length === 0 ? 'Clean' : 'Unchecked'}`];
  const names = viruses.slice(0, MAX_VIRUS_NAMES).map(asciiOnly).join(', ');
  return [foldField('X-Virus-Status', `Infected (${names})`), foldField('X-Spam-Virus', `Yes (${names})`)];
}

/** What may stand in a header field without encoding. */
function asciiOnly(text: string): string {
  return text.slice(0, MAX_VIRUS_NAME_CHARS).replace(/[^!-~]/g, '_');
}
