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
import type { LoadedRules } from './rules/remembered-rules.ts';
import { loadSiteRules } from './rules/site-rules.ts';
import { stateDirectory, type StateEnvironment } from './store/state-directory.ts';

export interface Services {
  readonly settings: Settings;
  readonly checks: CheckOptions;
  readonly limits: ParseLimits;
  readonly places: Places;
  /** Closes what was opened; connections keep a process alive. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface Places {
  readonly state: string;
  readonly journal: string;
  readonly quarantine: string;
  /** For nameless files that hold a message while it is worked on. */
  readonly spool: string;
  /** What was learnt, unless the configuration names a database. */
  readonly bayes: string;
}

/** What the front end knows of the process it runs in. */
export interface Environment extends StateEnvironment {
  readonly temporaryDirectory: string;
}

export function openServices(settings: Settings, environment: Environment): Services {
  const state = stateDirectory(settings.stateDirectory, environment);
  const places: Places = {
    state,
    journal: join(state, 'journal'),
    quarantine: settings.quarantine.directory ?? join(state, 'quarantine'),
    spool: settings.spool.directory ?? environment.temporaryDirectory,
    bayes: join(state, 'bayes.sqlite'),
  };
  const bayes = settings.bayes.enabled ? bayesSource(settings.bayes, places) : undefined;
  return {
    settings,
    checks: checkOptions(settings, bayes),
    limits: {
      parts: settings.limits.parts,
      depth: settings.limits.depth,
      headerBytes: settings.limits.headerBytes,
      partBytes: settings.limits.partBytes,
    },
    places,
    close: async () => {
      await bayes?.close();
    },
  };
}

export function bayesSource(
  { database, user, timeoutMs }: Settings['bayes'],
  { bayes }: Places,
): BayesSource {
  const address = database ?? ({ kind: 'sqlite', path: bayes } as const);
  const options = user === null ? { timeoutMs } : { timeoutMs, user };
  return new BayesSource(async access => {
    const { openBayesStore } = await import('./store/bayes/open.ts');
    return await openBayesStore(address, { ...options, access });
  });
}

function checkOptions(
  { virus, banned, headerChecks, spam, bayes: { required }, network, limits }: Settings,
  bayes: BayesSource | undefined,
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
      bayes,
      needsBayes: required,
      network: networkOptions(network),
    },
  };
}

function networkOptions({ enabled, servers, timeoutMs }: Settings['network']): NetworkOptions | undefined {
  if (!enabled) return undefined;
  return { servers: servers.length === 0 ? undefined : servers, timeoutMs };
}

function headerDefects({ eightBit, ...others }: Settings['headerChecks']): HeaderChecks {
  return { ...others, '8bit': eightBit, utf8: false };
}
