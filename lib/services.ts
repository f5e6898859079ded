/**
 * The composition root: makes what the stages of lib/filter.ts work with from the settings. Nothing is opened or loaded
 * here before somebody asks for it.
 */
import { join } from 'node:path';
import { BayesSource } from './bayes/source.ts';
import type { HeaderChecks } from './check/header/checks.ts';
import type { CheckOptions } from './check/run.ts';
import type { NetworkOptions } from './check/spam/outside.ts';
import type { Settings } from './config/load.ts';
import type { ParseLimits } from './message/parse.ts';
import { ReputationSource } from './reputation/source.ts';
import type { LoadedRules } from './rules/remembered-rules.ts';
import { loadSiteRules } from './rules/site-rules.ts';
import { SiteBayes } from './store/bayes/site-store.ts';
import { stateDirectory, type StateEnvironment } from './store/state-directory.ts';

export interface Services {
  readonly settings: Settings;
  readonly checks: CheckOptions;
  readonly limits: ParseLimits;
  readonly places: Places;
  readonly bayes: SiteBayes;
  /** What is known of senders. */
  readonly reputation: ReputationSource;
  /** Closes what was opened; connections keep a process alive. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface Places {
  readonly state: string;
  readonly journal: string;
  readonly quarantine: string;
  /** For nameless files that hold a message while it is worked on. */
  readonly spool: string;
}

/** What the front end knows of the process it runs in. */
export interface Environment extends StateEnvironment {
  readonly temporaryDirectory: string;
  /** PATH: where client programs are looked for. */
  readonly programPath: string;
}

export function openServices(settings: Settings, environment: Environment): Services {
  const state = stateDirectory(settings.stateDirectory, environment);
  const places: Places = {
    state,
    journal: join(state, 'journal'),
    quarantine: settings.quarantine.directory ?? join(state, 'quarantine'),
    spool: settings.spool.directory ?? environment.temporaryDirectory,
  };
  const bayes = new SiteBayes(settings.bayes, state);
  const reputation = reputationSource(settings.reputation, state);
  return {
    settings,
    checks: checkOptions(settings, environment, bayes, reputation, state),
    limits: {
      parts: settings.limits.parts,
      depth: settings.limits.depth,
      headerBytes: settings.limits.headerBytes,
      partBytes: settings.limits.partBytes,
    },
    places,
    bayes,
    reputation,
    close: async () => {
      await Promise.all([bayes.close(), reputation.close()]);
    },
  };
}

export function reputationSource(
  { store, user, timeoutMs }: Settings['reputation'],
  state: string,
): ReputationSource {
  return new ReputationSource({ address: store, file: join(state, 'reputation.sqlite'), user, timeoutMs });
}

function checkOptions(
  { hostname, virus, banned, headerChecks, spam, network, limits }: Settings,
  environment: Environment,
  bayes: SiteBayes,
  reputation: ReputationSource,
  state: string,
): CheckOptions {
  let rules: LoadedRules | undefined;
  return {
    virus: {
      clamd: virus.clamd,
      timeoutMs: virus.timeoutMs,
      maxSizeBytes: virus.maxSizeBytes,
      scanParts: virus.scanParts,
      clamscan: virus.clamscan,
      partLimitBytes: limits.partBytes,
    },
    banned: banned.rules ?? undefined,
    header: headerDefects(headerChecks),
    spam: {
      rules: () => (rules ??= loadSiteRules(spam.rules, { localTestsOnly: !network.enabled })),
      scanSizeBytes: spam.scanSizeBytes,
      timeLimitMs: spam.timeLimitMs,
      requiredScore: { otherwise: spam.requiredScore },
      bayes: bayes.settings.enabled ? new BayesSource(bayes) : undefined,
      needsBayes: bayes.settings.onFailure === 'fail',
      autoLearns: bayes.settings.autoLearn,
      network: networkOptions(network, hostname, environment, state),
      reputation,
    },
  };
}

function networkOptions(
  { enabled, servers, timeoutMs, cache }: Settings['network'],
  hostname: string,
  { programPath, homeDirectory }: Environment,
  stateDirectory: string,
): NetworkOptions | undefined {
  if (!enabled) return undefined;
  return {
    hostname,
    servers: servers.length === 0 ? undefined : servers,
    timeoutMs,
    stateDirectory,
    keepsAnswers: cache,
    programs: { path: programPath, homeDirectory },
  };
}

function headerDefects({ eightBit, ...others }: Settings['headerChecks']): HeaderChecks {
  return { ...others, '8bit': eightBit, utf8: false };
}
