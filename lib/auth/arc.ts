/**
 * The ARC chain of a message (RFC 8617, section 5.2): mailauth's verdict on the whole, strictly by the RFC, and whether any
 * signature of it verifies, which is what SpamAssassin asks.
 */
import type { Lookup } from './lookup.ts';
import { mailauthArc } from './mailauth.ts';
import type { MailauthArcData, MailauthHeaders } from './mailauth.ts';
import { UNSIGNED } from './signature.ts';
import type { ArcSummary } from './signature.ts';

/** Each shortened chain is verified anew. */
const MAX_ATTEMPTS = 5;
/** Whether a key is too short for a signature to count is for the rules to say; for the chain RFC 8301 does. */
const ANY_KEY = 1;
const MIN_KEY_BITS = 1024;

/** `data`: what the lenient reading of the header found. */
export async function checkArc(
  headers: MailauthHeaders,
  data: MailauthArcData,
  resolver: Lookup,
): Promise<ArcSummary> {
  const { chain, error, lastEntry } = data;
  if (chain === false && error === undefined && lastEntry === undefined) return UNSIGNED.arc;
  const strict = strictly(headers, data);
  const { status } = await mailauthArc().arc(strict, { resolver, minBitLength: MIN_KEY_BITS });
  const result = status.result === 'pass' ? 'pass' : 'fail';
  const seal = chain === false ? undefined : chain.at(-1)?.['arc-seal']?.parsed;
  return {
    result,
    why: status.comment ?? '',
    isSigned: true,
    hasValidSignature: result === 'pass' || (!isHopeless(strict) && (await anyIsValid(data, resolver))),
    selector: textOf(seal?.['s']?.value),
    domain: textOf(seal?.['d']?.value).toLowerCase(),
  };
}

async function anyIsValid({ chain, lastEntry }: MailauthArcData, resolver: Lookup): Promise<boolean> {
  if (lastEntry?.messageSignature?.status.result === 'pass') return true;
  return chain !== false && (await hasValidSeal(chain, { resolver, minBitLength: ANY_KEY }));
}

/** Faults after which Mail::DKIM looks at no signature: two of the same, one that is none of a set, a field that is no tag list. */
function isHopeless({ error }: MailauthArcData): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  switch (error.code) {
    case 'multiple_arc_keys':
      return true;
    case 'invalid_arc_instance':
      return /^invalid (?:as|ams) /.test(error.message);
    case 'invalid_arc_tags':
      return /duplicate tag|invalid tag name|empty tag-spec/.test(error.message);
    default:
      return false;
  }
}

/** With the reason why the chain is none for the RFC, if it is none. */
function strictly(headers: MailauthHeaders, data: MailauthArcData): MailauthArcData {
  try {
    mailauthArc().getARChain(headers, { strict: true });
    return data;
  } catch (error) {
    return { ...data, error };
  }
}

/** The newest seal that verifies with what stands before it. */
async function hasValidSeal(
  chain: Exclude<MailauthArcData['chain'], false>,
  options: { readonly resolver: Lookup; readonly minBitLength: number },
): Promise<boolean> {
  const shortest = Math.max(1, chain.length - MAX_ATTEMPTS + 1);
  for (let length = chain.length; length >= shortest; length -= 1) {
    try {
      if (await mailauthArc().verifyASChain({ chain: chain.slice(0, length) }, options)) return true;
    } catch (thrown) {
      const failed = thrown instanceof Error ? /^i=(\d+) seal/.exec(thrown.message)?.[1] : undefined;
      if (failed !== undefined && Number(failed) < length) return true;
    }
  }
  return false;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
