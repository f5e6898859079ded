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
import { crlfChunks } from './crlf.ts';
import { readKeyRecord } from './key-record.ts';
import { lookupOver } from './lookup.ts';
import { mailauthDkim } from './mailauth.ts';
import type { MailauthSignature, MailauthSignatureField, MailauthVerifier } from './mailauth.ts';
import { identityOf, objectionTo } from './signature-objection.ts';
import { UNSIGNED } from './signature.ts';
import type { Signature, SignatureResult, Signatures } from './signature.ts';
import { compact, listOf, readTagList } from './tag-list.ts';
import type { TagList } from './tag-list.ts';

export interface VerifyOptions {
  readonly resolver: Resolver;
  /** Milliseconds since 1970: signatures expire. */
  readonly nowMs: number;
}

/** As Mail::DKIM has it. */
const MAX_SIGNATURES = 50;
/** Signatures may want hashes of their own (l=, c=); all of them together hash no more than this, but for the first few. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024;
const MIN_BODY_HASHES = 4;
/** A header that is larger is not read for signatures. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** Keys of any size: whether one is too short is for the rules to say. */
const ANY_KEY = 1;

const SIGNATURE_FIELD = /^(?:dkim-signature|arc-(?:seal|message-signature|authentication-results))$/i;

export async function verifySignatures(source: ByteSource, options: VerifyOptions): Promise<Signatures> {
  if (!isSigned(source)) return UNSIGNED;
  const lookup = lookupOver(options.resolver);
  try {
    const verifier = boundedVerifier(source.sizeBytes, {
      resolver: lookup,
      minBitLength: ANY_KEY,
      curTime: new Date(options.nowMs),
    });
    await feed(verifier, source);
    return { dkim: signaturesOf(verifier), arc: await checkArc(verifier.arc, lookup) };
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

function boundedVerifier(
  sizeBytes: number,
  options: ConstructorParameters<ReturnType<typeof mailauthDkim>['DkimVerifier']>[0],
): MailauthVerifier {
  const maxBodyHashes = Math.max(MIN_BODY_HASHES, Math.floor(MAX_HASHED_BYTES / Math.max(sizeBytes, 1)));
  const { DkimVerifier } = mailauthDkim();
  const Bounded = class extends DkimVerifier {
    override async messageHeaders(headers: Parameters<MailauthVerifier['messageHeaders']>[0]): Promise<void> {
      let seen = 0;
      for (const field of headers.parsed) {
        if (field.key !== 'dkim-signature') continue;
        seen += 1;
        if (seen > MAX_SIGNATURES) field.key = 'x-more-signatures';
      }
      await super.messageHeaders(headers);
    }

    override addBodyHash(canonicalization: string, algorithm: string, length: number | ''): string {
      const isKnown = this.bodyHashes.has([canonicalization, algorithm, length].join(':'));
      if (!isKnown && this.bodyHashes.size >= maxBodyHashes) return '';
      return super.addBodyHash(canonicalization, algorithm, length);
    }
  };
  return new Bounded(options);
}

async function feed(verifier: MailauthVerifier, source: ByteSource): Promise<void> {
  const done = once(verifier, 'finish');
  for (const chunk of crlfChunks(source)) {
    if (!verifier.write(chunk)) await Promise.race([once(verifier, 'drain'), done]);
  }
  verifier.end();
  await done;
}

/** mailauth leaves out what it cannot process. */
function signaturesOf(verifier: MailauthVerifier): readonly Signature[] {
  const results = verifier.results.values();
  return verifier.signatureHeaders
    .filter(({ type }) => type === 'DKIM')
    .flatMap(field => {
      const told = field.skip === undefined ? results.next().value : undefined;
      const tags = readTagList(textOf(field));
      return tags === undefined ? [] : [signatureFrom(tags, field, told)];
    });
}

function textOf({ original }: MailauthSignatureField): string {
  const line = original.toString('latin1');
  return line.slice(line.indexOf(':') + 1);
}

function signatureFrom(
  tags: TagList,
  field: MailauthSignatureField,
  told: MailauthSignature | undefined,
): Signature {
  const domain = (tags.get('d') ?? '').toLowerCase();
  const identity = identityOf(tags);
  const key = told?.rr === undefined ? undefined : readKeyRecord(told.rr, identity, domain);
  const objection = field.skip ?? objectionTo(tags) ?? key?.objection;
  return {
    domain,
    identity,
    selector: tags.get('s') ?? '',
    algorithm: (tags.get('a') ?? '').toLowerCase(),
    beginning: compact(tags.get('b')).slice(0, 8),
    result: objection === undefined && told !== undefined ? resultOf(told) : 'invalid',
    why: objection ?? told?.status.comment ?? '',
    keyBits: told?.modulusLength,
    isTesting: key?.isTesting ?? false,
    covers: new Set(listOf(tags.get('h')).map(name => name.toLowerCase())),
  };
}

/** mailauth's neutral is whatever cannot be right, be it the body hash or the syntax. */
function resultOf({ status }: MailauthSignature): SignatureResult {
  switch (status.result) {
    case 'pass':
    case 'fail':
    case 'temperror':
      return status.result;
    default:
      return /body hash/.test(status.comment ?? '') ? 'fail' : 'invalid';
  }
}
