/**
 * What SPF, DKIM, ARC and DMARC say of a message, for Authentication-Results and for those who must not break a signature. The
 * rules ask the same; nothing is looked up twice.
 */
import { evaluateDmarc } from '../../auth/dmarc.ts';
import { hostOf } from '../../auth/host-of.ts';
import type { AuthenticationFinding, MethodResult } from '../../auth/results.ts';
import type { Signature, Signatures } from '../../auth/signature.ts';
import type { Outside } from '../../rules/outside.ts';
import { spfSubject, type SpfSubject } from '../../rules/plugins/spf/subject.ts';
import type { Views } from '../../views/views.ts';

/** Signatures that are told of; there may be many. */
const MAX_TOLD = 10;

/** undefined: nobody may be asked. */
export async function authenticate(
  views: Views,
  outside: Outside,
): Promise<AuthenticationFinding | undefined> {
  const { authentication } = outside;
  if (authentication === undefined) return undefined;
  const subject = spfSubject({ views, outside });
  const spf = askSpf(subject, authentication);
  const signatures = authentication.signatures();
  const from = hostOf(views.header('From', ['first', 'addr'])[0] ?? '');
  const identities = Promise.all([spf, signatures]).then(([result, { dkim }]) => ({
    approved: result?.result === 'pass' ? approvedDomain(subject) : undefined,
    signers: goodOnes(dkim)
      .filter(({ kind }) => kind === 'dkim')
      .map(({ domain }) => domain),
  }));
  const dmarc = from === '' ? undefined : evaluateDmarc(from, identities, authentication.resolver);
  const found = await signatures;
  const [spfResult, dmarcResult] = await Promise.all([spf, dmarc]);
  return {
    results: [
      ...(spfResult === undefined ? [] : [spfResult]),
      ...dkimResults(found),
      ...arcResults(found),
      ...(dmarcResult === undefined ? [] : [dmarcOf(dmarcResult, from)]),
    ],
    signedFields: [...new Set(goodOnes(found.dkim).flatMap(({ covers }) => [...covers]))],
  };
}

type Asked = NonNullable<Outside['authentication']>;

/** The null sender's identity is that of the host (RFC 7208, section 2.4). */
async function askSpf(subject: SpfSubject, authentication: Asked): Promise<MethodResult | undefined> {
  const { ip, helo, sender } = subject;
  if (ip === '' || sender === undefined) return undefined;
  const scope = sender === '' ? 'helo' : 'mfrom';
  const identity = sender === '' ? helo : sender;
  if (identity === '') return undefined;
  const { result } = await authentication.spf({ ip, scope, identity, helo: helo === '' ? 'unknown' : helo });
  const property = scope === 'helo' ? (['smtp.helo', helo] as const) : (['smtp.mailfrom', sender] as const);
  return { method: 'spf', result, comment: `client ${ip}`, properties: [property] };
}

function approvedDomain({ sender = '', helo }: SpfSubject): string {
  return sender === '' ? helo.toLowerCase() : hostOf(sender);
}

function goodOnes(signatures: readonly Signature[]): readonly Signature[] {
  return signatures.filter(({ result }) => result === 'pass');
}

/** RFC 8601, section 2.7.1: one result a signature; what cannot be checked is neutral. */
function dkimResults({ dkim }: Signatures): readonly MethodResult[] {
  if (dkim.length === 0) return [{ method: 'dkim', result: 'none', comment: '', properties: [] }];
  return dkim
    .filter(({ kind }) => kind === 'dkim')
    .slice(0, MAX_TOLD)
    .map(({ result, why, keyBits, domain, identity, selector, algorithm, beginning }) => ({
      method: 'dkim',
      result: result === 'invalid' ? 'neutral' : result,
      comment: result === 'pass' ? (keyBits === undefined ? '' : `${keyBits}-bit key`) : why,
      properties: [
        ['header.d', domain],
        ['header.i', identity],
        ['header.s', selector],
        ['header.a', algorithm],
        ['header.b', beginning],
      ],
    }));
}

function arcResults({ arc }: Signatures): readonly MethodResult[] {
  if (!arc.isSigned) return [];
  return [
    { method: 'arc', result: arc.result, comment: arc.result === 'pass' ? '' : arc.why, properties: [] },
  ];
}

function dmarcOf(
  { result, policy, disposition, why }: Awaited<ReturnType<typeof evaluateDmarc>>,
  from: string,
): MethodResult {
  const told = policy === undefined ? why : `p=${policy.disposition} dis=${disposition}`;
  return {
    method: 'dmarc',
    // A record that cannot be read is an error, not a failure of the message (RFC 7489, section 11.2).
    result: result === 'fail' && policy === undefined ? 'permerror' : result,
    comment: told,
    properties: [['header.from', from]],
  };
}
