/** Policies, sites and reports with harmless defaults, for the table tests of the decision. */
import type { CheckReports, RuleHit } from '../../lib/check/report.ts';
import type { RecipientPolicy, SitePolicy } from '../../lib/policy/policy.ts';
import { decide, type DecisionInput } from '../../lib/verdict/decide.ts';
import type { MessageFacts } from '../../lib/verdict/facts.ts';
import type { Verdict } from '../../lib/verdict/verdict.ts';

type DeepPartial<T> = { readonly [K in keyof T]?: T[K] extends object | null ? Partial<T[K]> | T[K] : T[K] };
export type PolicyChange = DeepPartial<RecipientPolicy>;

const none = {
  virus: false,
  banned: false,
  unchecked: false,
  spam: false,
  bad_header: false,
  oversized: false,
};

const POLICY: RecipientPolicy = {
  recipient: 'user@example.com',
  local: true,
  levels: { tag: 2, tag2: 6.31, tag3: null, kill: 6.31, dsnCutoff: null, quarantineCutoff: null },
  destiny: {
    virus: 'discard',
    banned: 'discard',
    unchecked: 'pass',
    spam: 'pass',
    bad_header: 'pass',
    oversized: 'bounce',
  },
  lover: none,
  bypass: { virus: false, banned: false, spam: false, network: false, bad_header: false },
  quarantine: none,
  subjectTag: { virus: '', unchecked: '', tag3: '', tag2: '', tag: '' },
  addressExtension: { virus: '', banned: '', spam: '', bad_header: '' },
  messageSizeLimitBytes: null,
  welcomed: false,
  blocked: false,
  senderScore: 0,
  removeSpamHeaders: true,
  tagsSignedSubject: false,
};

export function policy(change: PolicyChange = {}): RecipientPolicy {
  const merged = Object.entries(POLICY).map(([name, value]) => {
    const own: unknown = change[name as keyof RecipientPolicy];
    const isGroup = typeof value === 'object' && value !== null;
    return [
      name,
      own === undefined ? value : isGroup ? { ...(value as object), ...(own as object) } : own,
    ] as const;
  });
  return Object.fromEntries(merged) as unknown as RecipientPolicy;
}

export const SITE: SitePolicy = {
  softBounce: false,
  hostname: 'mx.example.com',
  authservId: 'mx.example.com',
  tellsResults: true,
  removesForgedResults: true,
  domain: 'example.com',
  recipientDelimiter: '+',
  replaceExistingExtension: true,
  virusScores: [{ pattern: /^Heuristics\.Phishing/, score: 0.1 }],
  onFailure: { virus: 'tempfail', virusOversize: 'tag', spam: 'pass' },
};

export const FACTS: MessageFacts = {
  sizeBytes: 1000,
  senderIsNull: false,
  bulk: null,
  overLimits: false,
  ambiguousMime: false,
  encrypted: false,
};

export const MAIL_ID = 'AbcDef123456';

export function viruses(names: readonly string[], unscanned: readonly string[] = []): CheckReports['virus'] {
  return { state: 'done', finding: { viruses: names, unscanned, scanner: 'test' }, ms: 0 };
}

export function spamHits(hits: readonly (readonly [string, number])[]): CheckReports['spam'] {
  const list: RuleHit[] = hits.map(([rule, score]) => ({
    rule,
    score,
    description: '',
    match: '',
    where: undefined,
    logs: [],
  }));
  const score = Number(hits.reduce((sum, [, points]) => sum + points, 0).toFixed(3));
  return {
    state: 'done',
    finding: {
      score,
      hits: list,
      subrules: [],
      truncated: false,
      remarks: [],
      times: [],
      queries: [],
      calls: [],
      afterwards: [],
    },
    ms: 0,
  };
}

export function spam(score: number): CheckReports['spam'] {
  return spamHits([['A', score]]);
}

export function banned(...names: readonly string[]): CheckReports['banned'] {
  return { state: 'done', finding: { names }, ms: 0 };
}

export function badHeader(...minors: readonly number[]): CheckReports['header'] {
  const defects = minors.map(minor => ({ minor, text: `defect ${minor}` }));
  return { state: 'done', finding: { defects }, ms: 0 };
}

export const FAILED = { state: 'error', why: 'connection refused to /run/x', ms: 0 } as const;
export const SKIPPED = { state: 'skipped', why: 'off' } as const;

export const CLEAN: CheckReports = {
  virus: viruses([]),
  banned: banned(),
  header: badHeader(),
  spam: spam(0),
};

export interface Given {
  readonly facts?: Partial<MessageFacts>;
  readonly reports?: Partial<CheckReports>;
  readonly policies?: readonly PolicyChange[];
  readonly site?: Partial<SitePolicy>;
}

export function input({ facts, reports, policies = [{}], site }: Given): DecisionInput {
  return {
    facts: { ...FACTS, ...facts },
    reports: { ...CLEAN, ...reports },
    policies: policies.map(policy),
    site: { ...SITE, ...site },
    mailId: MAIL_ID,
  };
}

export function verdicts(given: Given): readonly Verdict[] {
  return decide(input(given));
}

/** For one recipient. */
export function verdict(given: Omit<Given, 'policies'> & { readonly policy?: PolicyChange }): Verdict {
  return verdicts({ ...given, policies: [given.policy ?? {}] })[0]!;
}

/** `7,1 7,0 1,1` as amavisd-new writes categories. */
export function shown(found: Verdict): string {
  return found.categories.map(({ name, minor }) => (minor === 0 ? name : `${name}/${minor}`)).join(' ');
}
