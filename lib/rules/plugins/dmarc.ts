/**
 * DMARC (spec 6.8): whether From is the domain that SPF or a signature vouch for, and what that domain wants done if not. The
 * results of the plugins SPF and DKIM are awaited. Where an ARC chain is valid whose last sender is the domain in From, the
 * chain vouches for it, as in SpamAssassin.
 */
import { evaluateDmarc } from '../../auth/dmarc.ts';
import type { DmarcAnswer, DmarcIdentities } from '../../auth/dmarc.ts';
import { hostOf } from '../../auth/host-of.ts';
import { signatureFacts } from './dkim.ts';
import type { DkimFacts } from './dkim/facts.ts';
import { coming, known } from './later.ts';
import type { Later } from './later.ts';
import { ASKS_DNS } from './plugin.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { spfAnswers } from './spf/answers.ts';
import { spfSubject } from './spf/subject.ts';
import { usesEvalOf } from './uses-eval-of.ts';

const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function dmarcAnswer(context: MessageContext): Later<DmarcAnswer> {
  const { outside } = context;
  const from = authorDomain(context);
  const { ip } = context.once(spfSubject);
  if (outside.authentication === undefined || from === undefined || ip === '')
    return known<DmarcAnswer>(undefined);
  const answer = evaluateDmarc(from, identitiesOf(context), outside.authentication.resolver);
  return coming(context, 'DMARC', answer);
}

async function identitiesOf(context: MessageContext): Promise<DmarcIdentities> {
  const { mailFrom, helo } = context.once(spfAnswers);
  const [sender, host, facts] = await Promise.all([
    mailFrom.told,
    helo.told,
    context.once(signatureFacts).told.catch(() => undefined),
  ]);
  const senderDomain = envelopeDomain(context);
  const hostDomain = host?.result === 'pass' ? context.once(spfSubject).helo.toLowerCase() : undefined;
  return {
    approved: sender?.result === 'pass' ? senderDomain : hostDomain,
    signers: facts === undefined ? [] : signersOf(facts, senderDomain),
  };
}

function signersOf({ signatures, arc, authorDomains }: DkimFacts, senderDomain: string): readonly string[] {
  const valid = signatures
    .filter(({ isValid, signature }) => isValid && signature.kind === 'dkim')
    .map(({ signature }) => signature.domain);
  return arc.result === 'pass' && authorDomains.has(senderDomain) ? [...valid, senderDomain] : valid;
}

/** undefined: From has none that there could be. */
function authorDomain({ views }: MessageContext): string | undefined {
  const domain = hostOf(views.header('From', ['first', 'addr'])[0] ?? '');
  const tld = domain.slice(domain.lastIndexOf('.') + 1);
  return HOST_NAME.test(domain) && views.settings.domains.isKnownTld(tld) ? domain : undefined;
}

function envelopeDomain({ views }: MessageContext): string {
  const [sender] = views.header('EnvelopeFrom', ['first', 'addr', 'host']);
  return (sender ?? views.header('From', ['first', 'addr', 'domain'])[0] ?? '').toLowerCase();
}

function ends(judge: (answer: DmarcAnswer) => boolean): EvalDefinition {
  return { area: 'header', run: context => context.once(dmarcAnswer).ask(context, judge) };
}

const fails = (wanted: DmarcAnswer['disposition']): EvalDefinition =>
  ends(({ result, disposition }) => result === 'fail' && disposition === wanted);

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_dmarc_pass: ends(({ result }) => result === 'pass'),
  check_dmarc_reject: fails('reject'),
  check_dmarc_quarantine: fails('quarantine'),
  check_dmarc_none: fails('none'),
  check_dmarc_missing: ends(({ result }) => result === 'none' || result === 'temperror'),
};

const isUsed = usesEvalOf(Object.keys(EVALS));

export const dmarc: Plugin = {
  name: 'DMARC',
  isDefault: true,
  directives: { dmarc_save_reports: 'bool' },
  evals: Object.fromEntries(
    Object.entries(EVALS).map(([function_, definition]) => [function_, { ...definition, asks: ASKS_DNS }]),
  ),
  prepare: context => {
    if (context.outside.authentication !== undefined && isUsed(context.set)) context.once(dmarcAnswer);
  },
};
