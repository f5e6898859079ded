/** What `mailsift learn` works with: configuration, rules (opened at the first question) and database. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bayesSettings, type BayesSettings } from '../bayes/settings.ts';
import { loadSettings, type Settings } from '../config/load.ts';
import type { ReputationSource } from '../reputation/source.ts';
import { reputationSource } from '../services.ts';
import type { RuleSet } from '../rules/rule.ts';
import { SITE_LANGUAGE } from '../rules/site-rules.ts';
import { parseBayesStoreAddress, type BayesStoreAddress } from '../store/bayes/address.ts';
import type { BayesStore } from '../store/bayes/bayes-store.ts';
import { openBayesStore } from '../store/bayes/open.ts';
import { SiteBayes } from '../store/bayes/site-store.ts';
import type { BayesStorePlace } from '../store/bayes/store-address-for.ts';
import { stateDirectory as directoryOf } from '../store/state-directory.ts';
import { environment } from './environment.ts';
import type { LearnRequest } from './learn-options.ts';
import { applyOverrides } from './overrides.ts';
import { loadTagRules, tagRuleSources } from './tag-rules.ts';

export interface LearnSite {
  readonly settings: Settings;
  /** Throws UsageError for rules that cannot be read. */
  rules(): RuleSet;
  bayes(): BayesSettings;
  /** What is known of senders; to be closed at the end. */
  readonly reputation: ReputationSource;
  /** Where the data are. */
  place(): BayesStorePlace;
  /** Throws MailsiftError. */
  openStore(access: 'read' | 'learn'): Promise<BayesStore>;
}

/** Others may be writing; for a message that nobody waits for, a while is no harm. */
const PATIENCE_MS = 30_000;

/** Throws ConfigError for a faulty configuration. */
export async function openLearnSite(request: LearnRequest): Promise<LearnSite> {
  const file = request.values.get('config')?.at(-1);
  const given = request.values.get('rules') ?? [];
  const configured = await loadSettings(file === undefined ? {} : { file });
  const settings = applyOverrides(configured, given.length === 0 ? {} : { rules: given });
  let set: RuleSet | undefined;
  const rules = (): RuleSet => (set ??= readRules(request, settings));
  const place = (): BayesStorePlace => {
    const state = directoryOf(settings.stateDirectory, environment());
    const { address, options } = new SiteBayes(settings.bayes, state).placeFor(rules().settings);
    const user = request.values.get('username')?.at(-1) ?? options.user;
    return {
      address: givenAddress(request) ?? address,
      options: { ...options, user, timeoutMs: PATIENCE_MS },
    };
  };
  return {
    settings,
    rules,
    bayes: () => bayesSettings(rules()),
    reputation: reputationOf(request, settings),
    place,
    openStore: access => {
      const { address, options } = place();
      return openBayesStore(address, { ...options, access });
    },
  };
}

function reputationOf({ values }: LearnRequest, { reputation, stateDirectory }: Settings): ReputationSource {
  const user = values.get('username')?.at(-1) ?? reputation.user;
  return reputationSource(
    { ...reputation, user, timeoutMs: PATIENCE_MS },
    directoryOf(stateDirectory, environment()),
  );
}

function readRules(request: LearnRequest, settings: Settings): RuleSet {
  // What is learnt has no language: the descriptions of rules are not told.
  const personal = { ...environment(), language: SITE_LANGUAGE };
  const sources = tagRuleSources(request, settings.spam.rules, personal);
  return loadTagRules(request, settings, sources, personal).set;
}

/** --dbpath: a folder, a file, or the address of a database. */
function givenAddress({ values }: LearnRequest): BayesStoreAddress | undefined {
  const given = values.get('dbpath')?.at(-1);
  if (given === undefined) return undefined;
  if (/^\w+:/.test(given)) return parseBayesStoreAddress(given);
  const path = resolve(given);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return { kind: 'sqlite', path: isFolder ? join(path, 'bayes.sqlite') : path };
}
