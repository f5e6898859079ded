/** A signature of a message, and what became of it. Byte strings. */
export interface Signature {
  readonly kind: 'dkim' | 'domainkeys';
  /** The domain that signs (d=), in small letters; '' if there is none. */
  readonly domain: string;
  /** On whose behalf: i=, decoded, or `@` and the domain. */
  readonly identity: string;
  readonly selector: string;
  readonly algorithm: string;
  /** The first characters of the signature, which tell it from others (RFC 6008). */
  readonly beginning: string;
  readonly result: SignatureResult;
  /** For people; '' if there is nothing to say. */
  readonly why: string;
  /** Of the key, if it has been seen and is RSA. */
  readonly keyBits: number | undefined;
  /** The key says that the domain is only trying out. */
  readonly isTesting: boolean;
  /** Names of the fields that it covers, in small letters. */
  readonly covers: ReadonlySet<string>;
}

/** invalid: it cannot be checked. temperror: its key could not be fetched this time. */
export type SignatureResult = 'pass' | 'fail' | 'invalid' | 'temperror';

export interface ArcSummary {
  /** Of the chain as a whole (RFC 8617, section 5.2). */
  readonly result: 'none' | 'pass' | 'fail';
  readonly why: string;
  readonly isSigned: boolean;
  /** Some seal, or the newest signature of the message, verifies, whatever the rest of the chain is like. */
  readonly hasValidSignature: boolean;
  /** The key of the newest seal. */
  readonly selector: string;
  readonly domain: string;
}

export interface Signatures {
  /** From the top of the header to its end. */
  readonly dkim: readonly Signature[];
  readonly arc: ArcSummary;
}

export const UNSIGNED: Signatures = {
  dkim: [],
  arc: { result: 'none', why: '', isSigned: false, hasValidSignature: false, selector: '', domain: '' },
};
