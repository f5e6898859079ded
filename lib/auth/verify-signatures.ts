/**
 * The DKIM signatures (RFC 6376) and the ARC chain (RFC 8617) of a message, checked by mailauth, and by what SpamAssassin holds
 * against a signature besides. The message goes through once, in pieces, however large it is.
 *
 * Mail is hostile: of many signatures the first count, of many different body hashes too, and nothing is thrown.
 */
import { once } from 'node:events';
import { describeError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { scanFields } from '../message/scan-fields.ts';
import type { Resolver } from '../net/resolver.ts';
import { checkArc } from './arc.ts';
import { boundedVerifier } from './bounded-verifier.ts';
import { crlfChunks } from './crlf.ts';
import { lookupOver } from './lookup.ts';
import type { MailauthVerifier } from './mailauth.ts';
import { UNSIGNED } from './signature.ts';
import type { Signatures } from './signature.ts';
import { signaturesOf } from './signatures-of.ts';

export interface VerifyOptions {
  readonly resolver: Resolver;
  /** Milliseconds since 1970: signatures expire. */
  readonly nowMs: number;
}

/** A header that is larger is not read for signatures. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** Keys of any size: whether one is too short is for the rules to say. */
const ANY_KEY = 1;

const SIGNATURE_FIELD =
  /^(?:dkim-signature|domainkey-signature|arc-(?:seal|message-signature|authentication-results))$/i;

export async function verifySignatures(source: ByteSource, options: VerifyOptions): Promise<Signatures> {
  if (!isSigned(source)) return UNSIGNED;
  const lookup = lookupOver(options.resolver);
  try {
    const { verifier, others } = boundedVerifier(source.sizeBytes, {
      resolver: lookup,
      minBitLength: ANY_KEY,
      curTime: new Date(options.nowMs),
    });
    await feed(verifier, source);
    const older = await Promise.all(others().map(check => check.result(lookup)));
    const arc = await checkArc(verifier.headers, verifier.arc, lookup);
    return { dkim: [...signaturesOf(verifier), ...older], arc };
  } catch (thrown) {
    return { ...UNSIGNED, arc: { ...UNSIGNED.arc, why: describeError(thrown) } };
  }
}

function isSigned(source: ByteSource): boolean {
  for (const { name, end } of scanFields(source)) {
    if (end > MAX_HEADER_BYTES) return false;
    if (SIGNATURE_FIELD.test(name)) return true;
  }
  return false;
}

async function feed(verifier: MailauthVerifier, source: ByteSource): Promise<void> {
  const done = once(verifier, 'finish');
  for (const chunk of crlfChunks(source)) {
    if (!verifier.write(chunk)) await Promise.race([once(verifier, 'drain'), done]);
  }
  verifier.end();
  await done;
}
