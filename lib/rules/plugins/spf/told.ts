/**
 * SPF results that hosts of one's own left in Received-SPF (RFC 7208, section 9.1) and Authentication-Results (RFC 8601) fields.
 * Fields of other hosts do not count.
 */
import { SPF_RESULTS } from '../../../auth/spf.ts';
import type { SpfResult } from '../../../auth/spf.ts';
import type { MessageContext } from '../plugin.ts';

export interface Told {
  readonly mailFrom: SpfResult | undefined;
  readonly helo: SpfResult | undefined;
}

const RECEIVED_SPF =
  /^received-spf:\s*(pass|neutral|(?:soft)?fail|(?:temp|perm)error|none)\b(?:.*\bidentity=(\S+?);?\b)?/i;
const AUTHENTICATION_RESULTS = /^(?:arc-)?authentication-results:.*;\s*spf\s*=\s*([^;]*)/i;
const METHOD_RESULT =
  /^(pass|neutral|(?:hard|soft)?fail|(?:temp|perm)error|none)(?:[^;]*?\bsmtp\.(\S+)\s*=[^;]+)?/i;

/** The field that is nearest to the outside counts, for each identity; with use_newest_received_spf_header the newest. */
export function toldInHeaders({ views, set: { settings } }: MessageContext): Told {
  if (settings.flag('ignore_received_spf_header', false)) return { mailFrom: undefined, helo: undefined };
  const fields = views.header('ALL-INTERNAL').join('').split('\n');
  if (!settings.flag('use_newest_received_spf_header', false)) fields.reverse();
  const results = fields.flatMap(field => resultIn(field) ?? []);
  const first = (identity: 'mailFrom' | 'helo'): SpfResult | undefined =>
    results.find(one => one.identity === identity)?.result;
  return { mailFrom: first('mailFrom'), helo: first('helo') };
}

function resultIn(field: string): { identity: 'mailFrom' | 'helo'; result: SpfResult } | undefined {
  const method = AUTHENTICATION_RESULTS.exec(field)?.[1];
  const match = RECEIVED_SPF.exec(field) ?? (method === undefined ? null : METHOD_RESULT.exec(method));
  const word = match?.[1]?.toLowerCase().replace('hardfail', 'fail');
  const result = SPF_RESULTS.find(one => one === word);
  const identity = (match?.[2] ?? 'mailfrom').toLowerCase();
  if (result === undefined) return undefined;
  if (identity === 'helo') return { identity, result };
  return identity === 'mfrom' || identity === 'mailfrom' ? { identity: 'mailFrom', result } : undefined;
}
