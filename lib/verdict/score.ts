/**
 * The spam score of a message for one recipient and the items it is made of, as X-Spam-Status lists them.
 *
 * Order of the items as in amavisd-new: the soft sender score `AM.WBL=-3` (not when it is 0), names of the virus scanner
 * that count as points `AV.name=0.1`, then the rules, sorted. Of several scanner names the highest score counts, once.
 * A scoring run without hits is listed as `none`.
 */
import type { CheckReports } from '../check/report.ts';
import type { SitePolicy } from '../policy/policy.ts';
import { asciiText } from './ascii-text.ts';

export interface Score {
  /** null when nothing scored the message. Three decimals. */
  readonly total: number | null;
  readonly tests: readonly string[];
  /** What is learnt of it without being asked. Absent: nothing can be learnt. */
  readonly autolearn?: string;
}

export interface VirusNames {
  /** Real infections. */
  readonly viruses: readonly string[];
  /** When every name counts as points: these, and no virus is left. */
  readonly scored: readonly { readonly name: string; readonly score: number }[];
}

/** Splits what the scanner found: all names have to map to a score, otherwise the message is infected. */
export function judgeVirusNames(
  virus: CheckReports['virus'],
  virusScores: SitePolicy['virusScores'],
): VirusNames {
  if (virus.state !== 'done') return { viruses: [], scored: [] };
  const names = virus.finding.viruses;
  const scored = names.flatMap(name => {
    const match = virusScores.find(({ pattern }) => name.search(pattern) >= 0);
    return match === undefined ? [] : [{ name, score: match.score }];
  });
  return scored.length === names.length ? { viruses: [], scored } : { viruses: names, scored: [] };
}

export function scoreFor(
  spam: CheckReports['spam'],
  scored: VirusNames['scored'],
  senderScore: number,
): Score {
  const parts: number[] = [];
  const tests: string[] = [];
  if (senderScore !== 0) {
    parts.push(senderScore);
    tests.push(`AM.WBL=${formatScore(senderScore)}`);
  }
  if (scored.length > 0) {
    parts.push(Math.max(...scored.map(({ score }) => score)));
    tests.push(...scored.map(({ name, score }) => `AV.${itemName(name)}=${formatScore(score)}`));
  }
  if (spam.state === 'done') {
    const { hits, score } = spam.finding;
    parts.push(score);
    tests.push(...(hits.length === 0 ? ['none'] : hits.map(hit => `${hit.rule}=${hit.score}`)));
  }
  const total = parts.length === 0 ? null : round(parts.reduce((sum, part) => sum + part, 0));
  const { autolearn } = spam.state === 'done' ? spam.finding : {};
  return { total, tests, ...(autolearn === undefined ? {} : { autolearn }) };
}

/** Up to three decimals without trailing zeros; never `-0`. */
export function formatScore(score: number): string {
  return String(round(score));
}

function round(score: number): number {
  return Number(score.toFixed(3)) + 0;
}

/** A scanner's name must not look like several items, or like the end of the list. */
function itemName(name: string): string {
  return asciiText(name, 200).replace(/[\s,=[\]]/g, '_');
}
