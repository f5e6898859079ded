/** What mailauth found out about the DKIM signatures of a message, in SpamAssassin's terms. */
import { readKeyRecord } from './key-record.ts';
import type { MailauthSignature, MailauthSignatureField, MailauthVerifier } from './mailauth.ts';
import { identityOf, objectionTo } from './signature-objection.ts';
import type { Signature, SignatureResult } from './signature.ts';
import { compact, listOf, readTagList } from './tag-list.ts';
import type { TagList } from './tag-list.ts';

/** In the order of the header; what mailauth leaves out, since it cannot process it, is invalid. */
export function signaturesOf(verifier: MailauthVerifier): readonly Signature[] {
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
    kind: 'dkim',
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
