/**
 * DKIM and ARC (spec 3.10, 6.8): which signatures of a message are valid, whose they are, and what a domain says of mail that it
 * has not signed. Nothing hits without the DNS. Tags: DKIMIDENTITY, DKIMDOMAIN, DKIMSELECTOR of the valid signatures.
 */
import type { Signatures } from '../../auth/signature.ts';
import { withinTime } from '../../auth/within-time.ts';
import { durationMs } from '../duration.ts';
import { perSet } from '../per-set.ts';
import { allowed } from '../cf/value-types.ts';
import { overrides, practicesOf } from './dkim/adsp.ts';
import type { Practices } from './dkim/adsp.ts';
import { dkimFacts, isOneOf } from './dkim/facts.ts';
import type { DkimFacts } from './dkim/facts.ts';
import { isWelcome } from './dkim/welcome.ts';
import { coming, known } from './later.ts';
import type { Later } from './later.ts';
import { ASKS_DNS } from './plugin.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { usesEvalOf } from './uses-eval-of.ts';

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_KEY_BITS = 1024;

const timeoutMs = perSet(({ settings }) => durationMs(settings.last('dkim_timeout')) ?? DEFAULT_TIMEOUT_MS);

/** Also for DMARC. */
export function signatureFacts(context: MessageContext): Later<DkimFacts> {
  const { authentication } = context.outside;
  if (authentication === undefined) return known<DkimFacts>(undefined);
  const { set, views } = context;
  const keyBits = set.settings.number('dkim_minimum_key_bits', DEFAULT_KEY_BITS);
  const facts = (found: Signatures | undefined): DkimFacts => {
    if (found === undefined)
      throw new Error(`the keys of signatures did not come within ${timeoutMs(set) / 1000} s`);
    const made = dkimFacts(found, views.header('From', ['addr']), keyBits);
    setTags(context, made);
    return made;
  };
  return coming(context, 'DKIM', withinTime(timeoutMs(set), authentication.signatures()).then(facts));
}

function practices(context: MessageContext): Later<Practices> {
  const { authentication } = context.outside;
  if (authentication === undefined) return known<Practices>(undefined);
  const { told } = context.once(signatureFacts);
  const asked = told
    .catch(() => undefined)
    .then(facts =>
      facts === undefined ? undefined : practicesOf(facts, overrides(context.set), authentication.resolver),
    );
  return coming(context, 'DKIM', asked);
}

function setTags({ tags }: MessageContext, { signatures }: DkimFacts): void {
  const valid = signatures.filter(({ isValid }) => isValid).map(({ signature }) => signature);
  if (valid.length === 0) return;
  const set = (name: string, values: readonly string[]): void => {
    const [only, ...others] = new Set(values.filter(value => value !== ''));
    tags.set(name, only !== undefined && others.length === 0 ? only : [only ?? '', ...others]);
  };
  set(
    'DKIMIDENTITY',
    valid.map(({ identity }) => identity),
  );
  set(
    'DKIMDOMAIN',
    valid.map(({ domain }) => domain),
  );
  set(
    'DKIMSELECTOR',
    valid.map(({ selector }) => selector),
  );
}

type Test = (facts: DkimFacts, wanted: readonly string[], context: MessageContext) => boolean;

const full = (test: Test): EvalDefinition => evalIn('full', test);
const header = (test: Test): EvalDefinition => evalIn('header', test);
const any = (test: Test): EvalDefinition => evalIn('any', test);

function evalIn(area: EvalDefinition['area'], test: Test): EvalDefinition {
  return {
    area,
    run: (context, args) => context.once(signatureFacts).ask(context, facts => test(facts, args, context)),
  };
}

const valid: Test = ({ isValid, signatures }, wanted) =>
  isValid &&
  (wanted.length === 0 || signatures.some(({ isStrong, signer }) => isStrong && isOneOf(signer, wanted)));

const validByAuthor: Test = ({ validAuthorDomains, authorDomains, signatures }, wanted) =>
  validAuthorDomains.size > 0 &&
  signatures.some(
    ({ isStrong, signer }) =>
      isStrong && authorDomains.has(signer) && (wanted.length === 0 || isOneOf(signer, wanted)),
  );

const validByEnvelope: Test = (facts, _, context) => {
  const domain = /@(\S+)/.exec(context.views.header('EnvelopeFrom', ['addr'])[0] ?? '')?.[1];
  return domain !== undefined && valid(facts, [domain], context);
};

/** `*` stands for whatever says something. Further arguments: author domains. */
function adsp(letters: string | undefined): EvalDefinition {
  return {
    area: letters === undefined ? 'header' : 'any',
    run: (context, args) => {
      const [first = '', ...wanted] = letters === undefined ? args : [letters];
      const asked = first === '*' ? 'NAD123' : first;
      const { views } = context;
      return context.once(practices).ask(context, found => {
        if (![...found.values()].some(practice => asked.includes(practice))) return false;
        const domains = views.header('From', ['addr']).map(author => author.split('@').at(-1) ?? '');
        return wanted.length === 0 || domains.some(domain => isOneOf(domain.trim().toLowerCase(), wanted));
      });
    },
  };
}

const never = (why: string): EvalDefinition => ({ area: 'any', never: why, run: () => false });

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_dkim_signed: full(
    ({ isSigned, signatures }, wanted) =>
      isSigned && (wanted.length === 0 || signatures.some(({ signer }) => isOneOf(signer, wanted))),
  ),
  check_dkim_valid: full(valid),
  check_dkim_verified: any(valid),
  check_dkim_valid_author_sig: full(validByAuthor),
  check_dkim_valid_envelopefrom: full(validByEnvelope),
  // The whole message has been looked at, however large.
  check_dkim_dependable: full(() => true),
  check_arc_signed: full(({ arc }, wanted) => arc.isSigned && wanted.length === 0),
  check_arc_valid: full(({ arc }, wanted) => arc.hasValidSignature && wanted.length === 0),
  check_dkim_adsp: adsp(undefined),
  check_dkim_signall: adsp('A'),
  check_dkim_signsome: never('it says nothing'),
  check_dkim_testing: never('as in SpamAssassin, which does not look'),
  ...Object.fromEntries(
    ['welcomelist', 'whitelist'].flatMap(word => [
      [`check_for_dkim_${word}_from`, header((facts, _, { set }) => isWelcome(set, 'own', facts))],
      [`check_for_def_dkim_${word}_from`, header((facts, _, { set }) => isWelcome(set, 'stock', facts))],
    ]),
  ),
};

const isUsed = usesEvalOf(Object.keys(EVALS));
const asksPractices = usesEvalOf(['check_dkim_adsp', 'check_dkim_signall']);

export const dkim: Plugin = {
  name: 'DKIM',
  isDefault: true,
  capabilities: ['has_arc'],
  directives: {
    welcomelist_from_dkim: 'addresses',
    def_welcomelist_from_dkim: 'addresses',
    unwelcomelist_from_dkim: 'addresses',
    adsp_override: allowed(
      /^@?[*a-z0-9._-]+(?:\s+(?:nxdomain|unknown|all|discardable|custom_low|custom_med|custom_high))?$/i,
      'a domain and unknown, all, discardable, nxdomain, custom_low, custom_med or custom_high',
    ),
    dkim_minimum_key_bits: 'number',
    dkim_timeout: 'duration',
  },
  evals: Object.fromEntries(
    Object.entries(EVALS).map(([function_, definition]) => [function_, { ...definition, asks: ASKS_DNS }]),
  ),
  prepare: context => {
    if (context.outside.authentication === undefined || !isUsed(context.set)) return;
    context.once(signatureFacts);
    if (asksPractices(context.set)) context.once(practices);
  },
};
