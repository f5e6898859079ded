/**
 * One line of `scan --json`. The keys are part of the interface: file, score, required, spam, category, hits
 * [{rule, score, description}], viruses, defects, ms; with --explain a hit has `match`, `where` {area, element, offset} and `logs`
 * too, `subrules` lists the `__` rules that hit, and `queries` what the DNS was asked: {name, type, code, data, ms, cached}, where
 * code is RFC 1035's word or number, `none` without an answer in time, or `refused` when it was not asked; and `calls` what
 * Pyzor, Razor and DCC were asked: {client, answer, ms}.
 */
import { jsonLine } from '../log/escape.ts';
import type { HelperCall } from '../net/helpers.ts';
import type { QueryRecord } from '../net/resolver.ts';
import { fromUtf8Bytes } from '../views/bytes.ts';
import type { ScanResult } from './result.ts';

export function jsonReport(result: ScanResult, explain: boolean): string {
  const { file, score, required, spam, category, viruses, defects, subrules } = result;
  const hits = result.hits.map(({ rule, score: points, description, match, where, logs }) => ({
    rule,
    score: points,
    description,
    ...(explain ? { match, where: where ?? null, logs: logs.map(fromUtf8Bytes) } : {}),
  }));
  const ms = Math.round(result.ms * 10) / 10;
  return jsonLine({
    file,
    score,
    required,
    spam,
    category,
    hits,
    ...(explain ? { subrules, queries: result.queries.map(queryOf), calls: result.calls.map(callOf) } : {}),
    viruses,
    defects,
    ms,
  });
}

function queryOf({ name, type, code, data, ms, isCached }: QueryRecord): object {
  return { name, type, code, data: data.map(fromUtf8Bytes), ms: Math.round(ms * 10) / 10, cached: isCached };
}

function callOf({ client, answer, ms }: HelperCall): object {
  return { client, answer: fromUtf8Bytes(answer), ms: Math.round(ms * 10) / 10 };
}
