/**
 * `mailsift doctor`: looks for mistakes in how Postfix, clamd and mailsift are set up. Reads only. One line a finding on
 * standard output, with what to do. Exit status: 0 nothing worse than warnings, 1 some problem.
 */
import { Command } from 'commander';
import { userInfo } from 'node:os';
import { resolverSettings } from '../check/spam/resolver-settings.ts';
import { loadSettings, type Settings } from '../config/load.ts';
import { examineBayes } from '../doctor/bayes.ts';
import { examineClients } from '../doctor/clients.ts';
import { examineImage } from '../doctor/image.ts';
import { examineResolver } from '../doctor/resolver.ts';
import { examineScanners } from '../doctor/scanner.ts';
import { examineSenders } from '../doctor/senders.ts';
import { ok, problem, warning, type Finding } from '../doctor/finding.ts';
import { judgePostfix } from '../doctor/postfix.ts';
import { readPostfix } from '../doctor/postfix-facts.ts';
import { examineUser } from '../doctor/user.ts';
import { describeError } from '../errors.ts';
import { jsonLine, printable } from '../log/escape.ts';
import { openHelpers } from '../net/open-helpers.ts';
import type { LoadedRules } from '../rules/remembered-rules.ts';
import type { RuleSet } from '../rules/rule.ts';
import { openServices, type Services } from '../services.ts';
import { environment, imageEnvironment } from './environment.ts';

interface DoctorFlags {
  readonly config?: string;
  readonly postfixConfig?: string;
  readonly json?: true;
  readonly local?: true;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Look for mistakes in the set-up of Postfix, clamd and mailsift. Reads only.')
    .option('--config <file>', 'configuration file')
    .option('--postfix-config <folder>', 'configuration folder of Postfix, if not its default')
    .option('--local', 'ask no name server')
    .option('--json', 'one JSON object a line and finding')
    .addHelpText('after', '\nRun it as the user of the transport. Exit status: 0 no problem, 1 some problem.')
    .action(async (flags: DoctorFlags) => {
      const findings = await examine(flags);
      for (const finding of findings) console.log(flags.json ? jsonLine({ ...finding }) : line(finding));
      process.exitCode = findings.some(({ level }) => level === 'problem') ? 1 : 0;
    });
}

async function examine(flags: DoctorFlags): Promise<Finding[]> {
  const runtime = ok('runtime', `Node.js ${process.version}`);
  let settings: Settings;
  try {
    settings = await loadSettings(flags.config === undefined ? {} : { file: flags.config });
  } catch (thrown) {
    const advice = 'see: mailsift config check; mail waits meanwhile';
    return [
      runtime,
      problem('configuration', describeError(thrown), advice),
      ...(await postfix(flags, 600_000, 0)),
    ];
  }
  const services = openServices(settings, environment());
  return [
    runtime,
    ...rules(services.checks.spam.rules),
    ...clients(services),
    await examineImage(imageEnvironment(), flags.config, process.execPath),
    ...examineUser(services, userInfo().username),
    ...(await learnt(services)),
    ...(flags.local === true ? [] : await nameServers(services)),
    ...(await examineScanners(settings.virus.clamd, new Date())),
    ...(await postfix(flags, settings.timeLimitMs, settings.virus.maxSizeBytes)),
  ];
}

function rules(load: () => LoadedRules): Finding[] {
  try {
    const { rules: loaded, faults } = load().set;
    const errors = faults.filter(({ level }) => level === 'error');
    const found = errors.slice(0, 10).map(({ file, line: at, text }) => `${file}:${at}: ${text}`);
    return [
      ok('rules', `${loaded.size} rules`),
      ...found.map(text => warning('rules', text, 'the line is left out; see: mailsift rules lint')),
    ];
  } catch (thrown) {
    return [problem('rules', describeError(thrown), 'correct spam.rules; mail waits meanwhile')];
  }
}

/** Without rules nothing can be said. */
function clients({ checks: { spam } }: Services): Finding[] {
  const programs = spam.network?.programs;
  try {
    return examineClients(spam.rules().set, programs === undefined ? undefined : openHelpers(programs));
  } catch {
    return [];
  }
}

/** Rules that cannot be read have been told of. */
async function nameServers({ checks: { spam } }: Services): Promise<Finding[]> {
  if (spam.network === undefined) return [];
  try {
    const settings = resolverSettings(spam.rules().set, spam.network.servers);
    return settings === undefined ? [] : await examineResolver(settings);
  } catch {
    return [];
  }
}

/** Rules that cannot be read have been told of. */
async function learnt(services: Services): Promise<Finding[]> {
  let set: RuleSet;
  try {
    ({ set } = services.checks.spam.rules());
  } catch {
    return [];
  }
  return [
    ...(await examineBayes(services.bayes, set.settings)),
    ...(await examineSenders(services.reputation, set)),
  ];
}

async function postfix(flags: DoctorFlags, timeLimitMs: number, scannerMaxBytes: number): Promise<Finding[]> {
  try {
    const facts = await readPostfix(flags.postfixConfig);
    if (facts === null) return [warning('postfix', 'not installed here', 'nothing could be looked at')];
    return judgePostfix(facts, { timeLimitMs, scannerMaxBytes });
  } catch (thrown) {
    return [problem('postfix', describeError(thrown), 'nothing could be looked at')];
  }
}

function line({ level, area, what, advice }: Finding): string {
  const text = `${level.padEnd(7)}  ${area}: ${what}`;
  return printable(advice === '' ? text : `${text}; ${advice}`);
}
