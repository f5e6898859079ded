/**
 * One line of `scan --json`. The keys are part of the interface: file, score, required, spam, category, hits
 * [{rule, score, description}], viruses, defects, ms; with --explain a hit has `match` too.
 */
import { jsonLine } from '../log/escape.ts';
import type { ScanResult } from './result.ts';

export function jsonReport(result: ScanResult, explain: boolean): string {
  const { file, score, required, spam, category, viruses, defects } = result;
  const hits = result.hits.map(({ rule, score: points, description, match }) => ({
    rule,
    score: points,
    description,
    ...(explain ? { match } : {}),
  }));
  const ms = Math.round(result.ms * 10) / 10;
  return jsonLine({ file, score, required, spam, category, hits, viruses, defects, ms });
}
