/**
 * Brings into memory what an image is to hold: configuration and rules read, and the functions compiled that every message needs,
 * by sending sample messages the whole way, from parsing to a sendmail that does nothing. The samples meet the default policy,
 * never that of the configuration, whose tables are read when a real message asks them.
 */
import type { BayesSource } from '../bayes/source.ts';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { loadSettings, type Settings } from '../config/load.ts';
import { NOTHING_GIVEN, readSettings } from '../config/read-settings.ts';
import { Deadline } from '../deadline.ts';
import { decisionEvent } from '../decision-event.ts';
import { UsageError } from '../errors.ts';
import { filter } from '../filter.ts';
import { forgetFunctions } from './forget-functions.ts';
import { memorySource } from '../io/memory-source.ts';
import { regexGroups } from '../rules/prefiltered.ts';
import { planRules } from '../rules/rule-plan.ts';
import type { RuleSet } from '../rules/rule.ts';
import { openServices, type Services } from '../services.ts';
import type { Recipe } from './recipe.ts';
import { sampleBayes } from './sample-bayes.ts';
import { sampleAnswers } from './sample-answers.ts';
import { sampleMessages } from './samples.ts';

const TIME_LIMIT_MS = 60_000;
const MAX_SHOWN = 20;

export interface Prepared {
  readonly set: RuleSet;
  /** Of the sample messages. */
  readonly settings: Settings;
}

/** `folder` is for whatever the samples leave behind. Throws ConfigError or UsageError for what cannot be read or has errors. */
export async function prepare({ config, isConfigRequired, folder }: Recipe): Promise<Prepared> {
  const file = isConfigRequired ? { file: config } : {};
  const { spam, network } = await loadSettings(file);
  const { values } = readSettings(NOTHING_GIVEN);
  const settings = {
    ...values,
    spam,
    network,
    stateDirectory: join(folder, 'state'),
    sendmail: { ...values.sendmail, path: '/bin/true' },
    hostname: 'mail.example.org',
    domain: 'example.org',
  };
  const places = {
    temporaryDirectory: folder,
    programPath: '',
    xdgStateHome: undefined,
    homeDirectory: folder,
  };
  const services = openServices(settings, places);
  const { set } = services.checks.spam.rules();
  assertSound(set);
  regexGroups(set);
  // With and without network and Bayes.
  for (const scoreSet of [0, 1, 2, 3] as const) planRules(set, scoreSet);
  set.rules.compact();
  forgetFunctions();
  const trained = withBayes(askingNobody(services), await sampleBayes(set));
  // What else every run does: rules run under a time limit (lib/rules/time-limited.ts), and the configuration is compared.
  new Script('0').runInThisContext({ timeout: TIME_LIMIT_MS });
  await loadSettings(file);
  for (const [number, sample] of sampleMessages().entries()) {
    const report = await filter(
      {
        received: memorySource(Buffer.from(sample)),
        envelope: {
          sender: 'rene@example.net',
          recipients: ['anna@example.org'],
          ...(number === 0 ? {} : { queueId: `4XyZ${number}` }),
          client: { address: '192.0.2.7', helo: 'mx.example.net' },
        },
        arrival: new Date(),
        dryRun: false,
        onCommit: () => undefined,
      },
      trained,
      new Deadline(TIME_LIMIT_MS),
    );
    decisionEvent(report, 0);
  }
  set.rules.compact();
  set.settings.compact();
  return { set, settings };
}

/** The questions are made and answered here, and none leaves: an image cannot hold a socket. */
function askingNobody(services: Services): Services {
  const { spam, ...checks } = services.checks;
  const network =
    spam.network === undefined
      ? undefined
      : { ...spam.network, servers: [], programs: undefined, keepsAnswers: false, answers: sampleAnswers() };
  return { ...services, checks: { ...checks, spam: { ...spam, network } } };
}

/** The database of the configuration is none of an image's business. */
function withBayes(services: Services, bayes: BayesSource): Services {
  const { checks } = services;
  return { ...services, checks: { ...checks, spam: { ...checks.spam, bayes, reputation: undefined } } };
}

/** Faulty rules are not to replace good ones. */
function assertSound({ faults }: RuleSet): void {
  const errors = faults.filter(({ level }) => level === 'error');
  if (errors.length === 0) return;
  const lines = errors.slice(0, MAX_SHOWN).map(({ file, line, text }) => `${file}:${line}: ${text}`);
  throw new UsageError([...lines, `${errors.length} errors; see: mailsift rules lint`].join('\n'));
}
