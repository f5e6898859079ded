/**
 * What mailsift uses of mailauth (its sub-modules ship no types), each part loaded when first asked for: loading takes longer
 * than checking a message. All lookups go through the resolver that is handed over; BIMI and MTA-STS are never loaded.
 */
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import type { Lookup } from './lookup.ts';

export interface MailauthSpf {
  readonly status: { readonly result: string; readonly comment?: string };
  /** What the domain says about a failure. */
  readonly explanation?: string;
  readonly rr?: string;
}

export interface MailauthSpfOptions {
  readonly sender: string;
  readonly ip: string;
  readonly helo: string;
  readonly mta: string;
  readonly resolver: Lookup;
  readonly maxResolveCount: number;
  readonly maxVoidCount: number;
  readonly strict: true;
}

/** One field of the header as mailauth keeps it; `key` in lower case. */
export interface MailauthField {
  key: string;
  readonly line: Buffer;
}

export interface MailauthHeaders {
  readonly parsed: readonly MailauthField[];
}

type Tags = Readonly<Record<string, { readonly value: unknown } | undefined>>;

/** A signature field, from when the header was read on. */
export interface MailauthSignatureField {
  readonly type: 'DKIM' | 'ARC';
  /** The whole field. */
  readonly original: Buffer;
  /** Why it is left out of the results. */
  readonly skip?: string;
}

export interface MailauthSignature {
  /** Bits of an RSA key. */
  readonly modulusLength?: number;
  /** The key record, without white space. */
  readonly rr?: string;
  readonly status: { readonly result: string; readonly comment?: string };
}

/** The sets of an ARC chain, first to last. */
export type MailauthArcSet = Readonly<Record<string, { readonly parsed: Tags } | undefined>> & {
  readonly i?: number;
};

export interface MailauthArcData {
  readonly chain: readonly MailauthArcSet[] | false;
  readonly error?: unknown;
  /** The newest set. */
  lastEntry?: { 'arc-message-signature'?: unknown; readonly messageSignature?: MailauthSignature };
}

export interface MailauthVerifier extends Writable {
  readonly results: readonly MailauthSignature[];
  readonly signatureHeaders: readonly MailauthSignatureField[];
  readonly headers: MailauthHeaders;
  readonly arc: MailauthArcData;
  readonly bodyHashes: ReadonlyMap<string, unknown>;
  addBodyHash(canonicalization: string, algorithm: string, length: number | ''): string;
  nextChunk(chunk: Buffer): Promise<void>;
  messageHeaders(headers: MailauthHeaders): Promise<void>;
}

export interface MailauthVerifierOptions {
  readonly resolver: Lookup;
  readonly minBitLength: number;
  readonly curTime: Date;
}

interface Dkim {
  readonly DkimVerifier: new (options: MailauthVerifierOptions) => MailauthVerifier;
}

interface Arc {
  /** Throws what is wrong with it. */
  getARChain(headers: MailauthHeaders, options: { readonly strict: boolean }): unknown;
  arc(
    data: MailauthArcData,
    options: { readonly resolver: Lookup; readonly minBitLength: number },
  ): Promise<{ readonly status: { readonly result: string; readonly comment?: string } }>;
  /** Throws what is wrong with it. */
  verifyASChain(
    data: { readonly chain: readonly MailauthArcSet[] },
    options: { readonly resolver: Lookup; readonly minBitLength: number },
  ): Promise<boolean>;
}

const require = createRequire(import.meta.url);

export function mailauthSpf(): { spf(options: MailauthSpfOptions): Promise<MailauthSpf> } {
  return require('mailauth/lib/spf/index.js') as ReturnType<typeof mailauthSpf>;
}

export function mailauthDkim(): Dkim {
  return require('mailauth/lib/dkim/dkim-verifier.js') as Dkim;
}

/** Reads a signature field as DkimVerifier takes it. */
export function mailauthFieldReader(): (line: Buffer) => unknown {
  return require('mailauth/lib/parse-dkim-headers.js') as (line: Buffer) => unknown;
}

export function mailauthArc(): Arc {
  return require('mailauth/lib/arc/index.js') as Arc;
}
