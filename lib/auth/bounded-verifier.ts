/**
 * mailauth's verifier for hostile mail: the first signatures count, and the first body hashes. It takes DomainKeys signatures
 * along, which mailauth does not know.
 */
import { DomainKeysCheck, domainKeysTags } from './domain-keys.ts';
import type { RawField } from './domain-keys.ts';
import { mailauthDkim, mailauthFieldReader } from './mailauth.ts';
import type {
  MailauthField,
  MailauthHeaders,
  MailauthVerifier,
  MailauthVerifierOptions,
} from './mailauth.ts';

/** As Mail::DKIM has it. */
const MAX_SIGNATURES = 50;
/** Signatures may want hashes of their own (l=, c=); all of them together hash no more than this, but for the first few. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024;
const MIN_BODY_HASHES = 4;

export interface BoundedVerifier {
  readonly verifier: MailauthVerifier;
  /** When the message is through. */
  readonly others: () => readonly DomainKeysCheck[];
}

export function boundedVerifier(sizeBytes: number, options: MailauthVerifierOptions): BoundedVerifier {
  const maxHashes = Math.max(MIN_BODY_HASHES, Math.floor(MAX_HASHED_BYTES / Math.max(sizeBytes, 1)));
  let others: readonly DomainKeysCheck[] = [];
  const { DkimVerifier } = mailauthDkim();
  const readSignatureField = mailauthFieldReader();

  class Bounded extends DkimVerifier {
    override async messageHeaders(headers: MailauthHeaders): Promise<void> {
      others = domainKeysChecks(headers.parsed, Math.min(maxHashes, MAX_SIGNATURES));
      const signatures = headers.parsed.filter(({ key }) => key === 'dkim-signature');
      for (const field of signatures.slice(MAX_SIGNATURES)) field.key = 'x-one-signature-too-many';
      this.#rememberMessageSignature(headers);
      await super.messageHeaders(headers);
    }

    /** Of a chain that is none mailauth looks at no signature; the one on top may be good all the same. */
    #rememberMessageSignature({ parsed }: MailauthHeaders): void {
      const field = parsed.find(({ key }) => key === 'arc-message-signature');
      if (field !== undefined)
        this.arc.lastEntry = { 'arc-message-signature': readSignatureField(field.line) };
    }

    /** A name that has no hash: the body hash will not be found right. */
    override addBodyHash(canonicalization: string, algorithm: string, length: number | ''): string {
      const isKnown = this.bodyHashes.has([canonicalization, algorithm, length].join(':'));
      if (!isKnown && this.bodyHashes.size >= maxHashes) return '';
      return super.addBodyHash(canonicalization, algorithm, length);
    }

    override async nextChunk(chunk: Buffer): Promise<void> {
      for (const check of others) check.body(chunk);
      await super.nextChunk(chunk);
    }
  }
  return { verifier: new Bounded(options), others: () => others };
}

function domainKeysChecks(fields: readonly MailauthField[], limit: number): readonly DomainKeysCheck[] {
  const raw = fields.map(({ key, line }): RawField => ({ name: key, text: line.toString('latin1') }));
  return raw
    .flatMap((field, index) => {
      const tags = domainKeysTags(field);
      return tags === undefined ? [] : [{ tags, index }];
    })
    .slice(0, limit)
    .map(({ tags, index }) => new DomainKeysCheck(tags, raw.slice(index + 1)));
}
