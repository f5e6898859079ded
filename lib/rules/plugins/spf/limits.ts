/** What SPF may cost, as the rule files say: spf_timeout, and more lookups than RFC 7208 allows, since large senders need them. */
import type { SpfLimits } from '../../../auth/authentication.ts';
import { durationMs } from '../../duration.ts';
import { perSet } from '../../per-set.ts';

/** As SpamAssassin has it. */
const MAX_TERMS = 20;
const DEFAULT_TIMEOUT_MS = 5000;

export const spfLimits = perSet(({ settings }): SpfLimits => ({
  maxTerms: MAX_TERMS,
  timeoutMs: durationMs(settings.last('spf_timeout')) ?? DEFAULT_TIMEOUT_MS,
}));
