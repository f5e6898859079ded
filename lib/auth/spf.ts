/**
 * SPF (RFC 7208) for one identity: may this host send mail for that domain? mailauth evaluates, strictly by the RFC; the limits
 * are the caller's, since SpamAssassin allows more than the RFC.
 *
 * Nothing is thrown. The identity is the sender's address, or a host name from HELO.
 */
import type { Resolver } from '../net/resolver.ts';
import { describeError } from '../errors.ts';
import { lookupOver } from './lookup.ts';
import { mailauthSpf } from './mailauth.ts';
import { withinTime } from './within-time.ts';

export const SPF_RESULTS = ['pass', 'neutral', 'none', 'fail', 'softfail', 'permerror', 'temperror'] as const;
export type SpfResult = (typeof SPF_RESULTS)[number];

export interface SpfQuestion {
  /** The client: IPv4 or IPv6. */
  readonly ip: string;
  /** `local@domain`, or a domain. */
  readonly identity: string;
  readonly scope: 'mfrom' | 'helo';
  readonly helo: string;
}

export interface SpfOptions {
  readonly resolver: Resolver;
  /** This host, for the macro r. */
  readonly hostname: string;
  /** Terms that ask the DNS; RFC 7208, section 4.6.4: 10. */
  readonly maxTerms: number;
  readonly timeoutMs: number;
}

export interface SpfAnswer {
  readonly result: SpfResult;
  /** The words of the domain on why it failed (`exp=`); '' if it has none. */
  readonly explanation: string;
  /** The time was up. */
  readonly timedOut: boolean;
  /** For people. */
  readonly comment: string;
}

const MAX_VOID_LOOKUPS = 2;

export async function checkSpf(question: SpfQuestion, options: SpfOptions): Promise<SpfAnswer> {
  const { ip, identity, scope, helo } = question;
  try {
    const asked = mailauthSpf().spf({
      ip,
      // Behind a last @ stands the domain; one without a local part is postmaster's (RFC 7208, sections 2.4, 4.3).
      sender: scope === 'helo' ? `postmaster@${identity}` : identity,
      helo,
      mta: options.hostname,
      resolver: lookupOver(options.resolver),
      maxResolveCount: options.maxTerms,
      maxVoidCount: MAX_VOID_LOOKUPS,
      strict: true,
    });
    const told = await withinTime(options.timeoutMs, asked);
    if (told === undefined)
      return { result: 'temperror', explanation: '', comment: 'it took too long', timedOut: true };
    const { status, explanation = '' } = told;
    const result = SPF_RESULTS.find(one => one === status.result) ?? 'temperror';
    return { result, explanation, comment: status.comment ?? '', timedOut: false };
  } catch (thrown) {
    return { result: 'temperror', explanation: '', comment: describeError(thrown), timedOut: false };
  }
}
