/**
 * What the signatures of a message amount to (spec 6.8): whose they are, and which of them are valid, as SpamAssassin's DKIM
 * plugin sees it. The signer is the domain of i= if there is one.
 */
import type { ArcSummary, Signature, Signatures } from '../../../auth/signature.ts';

export interface DkimFacts {
  readonly signatures: readonly JudgedSignature[];
  readonly arc: ArcSummary;
  readonly authors: readonly string[];
  /** Of the authors, in small letters. */
  readonly authorDomains: ReadonlySet<string>;
  readonly isSigned: boolean;
  readonly isValid: boolean;
  /** Author domains with a valid signature of their own. */
  readonly validAuthorDomains: ReadonlySet<string>;
  /** Author domains that have signed, and whose key could not be fetched this time. */
  readonly openAuthorDomains: ReadonlySet<string>;
}

export interface JudgedSignature {
  readonly signature: Signature;
  /** '' if it is not known. */
  readonly signer: string;
  readonly isValid: boolean;
  /** Valid, and with a key that is long enough. */
  readonly isStrong: boolean;
}

export function dkimFacts(
  { dkim, arc }: Signatures,
  authors: readonly string[],
  minimumKeyBits: number,
): DkimFacts {
  const authorDomains = new Set(authors.flatMap(author => domainOfAuthor(author) ?? []));
  const signatures = dkim.filter(({ selector }) => selector !== '').map(one => judge(one, minimumKeyBits));
  const ofAuthors = signatures.filter(({ signer }) => authorDomains.has(signer));
  const domains = (list: readonly JudgedSignature[]): ReadonlySet<string> =>
    new Set(list.map(({ signer }) => signer));
  return {
    signatures,
    arc,
    authors,
    authorDomains,
    isSigned: dkim.length > 0,
    isValid: signatures.some(({ isValid }) => isValid),
    // Where no size is asked for, SpamAssassin looks at none, and then no author's signature counts as one.
    validAuthorDomains: domains(minimumKeyBits === 0 ? [] : ofAuthors.filter(({ isStrong }) => isStrong)),
    openAuthorDomains: domains(ofAuthors.filter(({ signature }) => signature.result === 'temperror')),
  };
}

export function domainOfAuthor(author: string): string | undefined {
  return /@([^@]+)$/.exec(author)?.[1]?.trimEnd().toLowerCase();
}

/** A key whose size is not known is of another kind than RSA, and those are strong. */
function judge(signature: Signature, minimumKeyBits: number): JudgedSignature {
  const isValid = signature.result === 'pass';
  const { keyBits = Infinity } = signature;
  const signer = /@(\S+)/.exec(signature.identity)?.[1]?.toLowerCase() ?? '';
  return { signature, signer, isValid, isStrong: isValid && keyBits >= minimumKeyBits };
}

/** Of `wanted` that are one of these domains; `*.x` and `.x`: x and what lies below. */
export function isOneOf(domain: string, wanted: readonly string[]): boolean {
  return wanted.some(one => {
    const parent = /^\*?\.(.*)$/s.exec(one)?.[1]?.toLowerCase();
    return parent === undefined
      ? domain === one.toLowerCase()
      : domain === parent || domain.endsWith(`.${parent}`);
  });
}
