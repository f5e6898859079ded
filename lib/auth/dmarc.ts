/**
 * DMARC (RFC 7489): whether the domain in From is that of a valid signature or of the sender that SPF approved, and what the domain
 * wants done if not. As Mail::DMARC, which SpamAssassin uses, reads it where the RFC leaves room or records are faulty.
 *
 * Lookups: the records of the domain and of its organisation, side by side, and whether either exists at all. Nothing rejects.
 */
import { randomInt } from 'node:crypto';
import type { DnsAnswer, RecordType, Resolver } from '../net/resolver.ts';
import { readPolicy } from './dmarc-policy.ts';
import type { Disposition, DmarcPolicy } from './dmarc-policy.ts';
import { organisationOf } from './organisation.ts';

/** Whom a message is from, as far as that is sure. */
export interface DmarcIdentities {
  /** Domains of valid signatures. */
  readonly signers: readonly string[];
  /** The domain that SPF approved, that of the sender before that of HELO; undefined: none. */
  readonly approved: string | undefined;
}

export interface DmarcAnswer {
  /** none: there is no policy, or no such domain; temperror: it could not be found out. */
  readonly result: 'pass' | 'fail' | 'none' | 'temperror';
  /** What the domain wants done with a message that fails. */
  readonly disposition: Disposition;
  /** As published: p=; undefined: there is none. */
  readonly policy: DmarcPolicy | undefined;
  readonly why: string;
}

const RECORD = /^v=dmarc1/i;

/** `from`: the domain in From, in small letters. The record is looked up while the identities are found out. */
export async function evaluateDmarc(
  from: string,
  identities: Promise<DmarcIdentities>,
  resolver: Resolver,
): Promise<DmarcAnswer> {
  const organisation = organisationOf(from);
  const domains = from === organisation ? [from] : [from, organisation];
  const [{ signers, approved }, takesMail, own, parent] = await Promise.all([
    identities,
    haveAny(domains, ['MX'], resolver),
    recordsAt(from, resolver),
    from === organisation ? undefined : recordsAt(organisation, resolver),
  ]);
  if (own === 'unknown' || (own.length === 0 && parent === 'unknown'))
    return nothing('temperror', 'no answer');
  const isSubdomain = own.length === 0;
  const records = isSubdomain && parent !== undefined && parent !== 'unknown' ? parent : own;
  const [record, ...others] = records;
  if (record === undefined) return nothing('none', 'no policy');
  const exists = takesMail || (await haveAny(domains, ['NS', 'A', 'AAAA'], resolver));
  if (!exists) return nothing('none', 'no such domain');
  if (others.length > 0) return nothing('fail', 'too many policies');
  const policy = readPolicy(record);
  if (policy === undefined) return nothing('fail', 'faulty policy');
  const isAligned =
    signers.some(signer => aligns(signer, from, policy.strictDkim)) ||
    (approved !== undefined && aligns(approved, from, policy.strictSpf));
  if (isAligned) return { result: 'pass', disposition: 'none', policy, why: '' };
  return { result: 'fail', disposition: dispositionOf(policy, isSubdomain), policy, why: '' };
}

function nothing(result: DmarcAnswer['result'], why: string): DmarcAnswer {
  return { result, disposition: 'none', policy: undefined, why };
}

function aligns(domain: string, from: string, isStrict: boolean): boolean {
  const lower = domain.toLowerCase();
  return lower === from || (!isStrict && organisationOf(lower) === organisationOf(from));
}

/** Messages that pct= leaves out get the next weaker treatment (RFC 7489, section 6.6.4). */
function dispositionOf({ disposition, subdomains, percent }: DmarcPolicy, isSubdomain: boolean): Disposition {
  const wanted = isSubdomain ? (subdomains ?? disposition) : disposition;
  if (wanted === 'none' || percent === undefined || randomInt(100) < percent) return wanted;
  return wanted === 'reject' ? 'quarantine' : 'none';
}

async function recordsAt(domain: string, resolver: Resolver): Promise<readonly string[] | 'unknown'> {
  const answer = await resolver.query(`_dmarc.${domain}`, 'TXT');
  if (answer === undefined || answer.code === 'SERVFAIL') return 'unknown';
  return dataOf(answer).filter(text => RECORD.test(text));
}

async function haveAny(
  domains: readonly string[],
  types: readonly RecordType[],
  resolver: Resolver,
): Promise<boolean> {
  const questions = domains.flatMap(domain => types.map(type => ({ domain, type })));
  const answers = await Promise.all(
    questions.map(async ({ domain, type }) => dataOf(await resolver.query(domain, type), type)),
  );
  return answers.some(records => records.length > 0);
}

function dataOf(answer: DnsAnswer | undefined, type = 'TXT'): readonly string[] {
  if (answer?.code !== 'NOERROR') return [];
  return answer.records.filter(record => record.type === type).map(({ data }) => data);
}
