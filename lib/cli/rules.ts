/**
 * mailsift rules lint [PATH...]       is something wrong with these rules?
 * mailsift rules list [PATTERN]       the rules, their scores and descriptions
 * mailsift rules explain NAME...      all that is known of a rule
 * mailsift rules update               fetch SpamAssassin's rules and use them if they are all right
 *
 * Without paths the rules of the configuration (spam.rules), without those mailsift's own. Answers go to standard output,
 * faults and trouble to standard error. Exit statuses are in the help of each.
 */
import { Command } from 'commander';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../config/load.ts';
import { MailsiftError, UsageError } from '../errors.ts';
import { jsonLine, printable } from '../log/escape.ts';
import { languageOf } from '../rules/cf/language.ts';
import { explainRule } from '../rules/lint/explain-rule.ts';
import { explanationLines } from '../rules/lint/explanation-lines.ts';
import { lintRules } from '../rules/lint/lint-rules.ts';
import { namesLike } from '../rules/lint/names-like.ts';
import { statisticsLines } from '../rules/lint/statistics.ts';
import { loadRules } from '../rules/load-rules.ts';
import type { Rule, RuleFault, RuleSet } from '../rules/rule.ts';
import { MissingProgram, updateRules } from '../rules/update/update-rules.ts';
import { stateDirectory } from '../store/state-directory.ts';
import { EX_UNAVAILABLE, EX_USAGE } from '../sysexits.ts';
import { environment } from './environment.ts';
import { collect } from './overrides.ts';

interface Flags {
  readonly config?: string;
  readonly rules?: readonly string[];
  readonly local?: boolean;
}

interface Loaded {
  readonly set: RuleSet;
  /** Nothing may be asked: --local, or the configuration says so. */
  readonly isLocal: boolean;
}

interface LintFlags extends Flags {
  readonly warnings: boolean;
  readonly stats: boolean;
}

interface ListFlags extends Flags {
  readonly all: boolean;
  readonly json: boolean;
}

interface UpdateFlags extends Flags {
  readonly folder?: string;
  readonly saUpdate: string;
}

const LINT_HELP = `
A PATH is a .cf file or a folder of them; .pre files in a folder say which plugins are loaded. The faults are those
that "spamassassin --lint" finds, one a line: FILE:LINE: text. Warnings do not change the exit status.

Exit status: 0 no errors, 1 some, 64 misuse (a path that cannot be read, too).`;

const LIST_HELP = `
PATTERN is a name with * and ?, in capitals or not. The score is that of local tests without Bayes.
--json: one object a line {rule, definition, scores, description, file, line}.

Exit status: 0, 1 no such rule, 64 misuse.`;

const EXPLAIN_HELP = `
The four scores are those of local tests, with network tests, with Bayes, with both.

Exit status: 0, 1 no such rule, 64 misuse.`;

const UPDATE_HELP = `
Runs sa-update(1) into a folder of mailsift's own, checks what it brought, and only then turns the link "current" to
it. What stands behind -- goes to sa-update: mailsift rules update -- --channel updates.example.org

Exit status: 0 updated or nothing new, 1 faulty rules or trouble (the old ones stay), 64 misuse, 69 no sa-update.`;

export function rulesCommand(): Command {
  const command = new Command('rules').description('Look at the rules that score mail.');
  withRules(command.command('lint'))
    .description('report what is wrong with the rules')
    .argument('[path...]', 'rule files or folders instead of the configured ones')
    .option('--no-warnings', 'errors only')
    .option('--stats', 'how many rules of which kind, and which cannot hit here', false)
    .addHelpText('after', LINT_HELP)
    .action(async (paths: readonly string[], flags: LintFlags) => {
      await guarded(async () => lint(await load({ ...flags, paths }, true), flags));
    });
  withRules(command.command('list'))
    .description('list rules with score and description')
    .argument('[pattern]', 'only rules whose names match')
    .option('--all', 'subrules (__NAME) as well', false)
    .option('--json', 'one JSON object a line', false)
    .addHelpText('after', LIST_HELP)
    .action(async (pattern: string | undefined, flags: ListFlags) => {
      await guarded(async () => list(await load(flags), pattern, flags));
    });
  withRules(command.command('explain'))
    .description('show definition, scores, flags, where they were set, and what depends on what')
    .argument('<name...>', 'rules')
    .option('--json', 'one JSON object a line', false)
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (names: readonly string[], flags: Flags & { readonly json: boolean }) => {
      await guarded(async () => explain(await load(flags), names, flags.json));
    });
  command
    .command('update')
    .description("fetch SpamAssassin's rules with sa-update")
    .argument('[argument...]', 'for sa-update')
    .option('--config <file>', 'configuration file')
    .option('--folder <path>', 'where to keep them (default: rules in the state folder)')
    .option('--sa-update <program>', 'the program', 'sa-update')
    .addHelpText('after', UPDATE_HELP)
    .action(async (arguments_: readonly string[], flags: UpdateFlags) => {
      await guarded(async () => update(arguments_, flags));
    });
  return command;
}

function withRules(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--rules <path>', 'rule file or folder instead of the configured ones (repeatable)', collect)
    .option('--local', 'without network tests: which rules then cannot hit');
}

function lint({ set, isLocal }: Loaded, { warnings, stats }: LintFlags): number {
  const faults = lintRules(set, { warnings });
  for (const fault of faults) complain(faultLine(fault));
  if (stats) for (const line of statisticsLines(set, isLocal)) print(line);
  const errors = faults.filter(({ level }) => level === 'error').length;
  if (errors > 0) complain(`${errors} ${errors === 1 ? 'error' : 'errors'}`);
  else if (!stats) print(`${set.rules.size} rules: OK`);
  return errors > 0 ? 1 : 0;
}

function faultLine({ file, line, level, text }: RuleFault): string {
  return `${file}:${line}: ${level === 'warning' ? 'warning: ' : ''}${text}`;
}

function list({ set }: Loaded, pattern: string | undefined, { all, json }: ListFlags): number {
  const names = namesLike(set, pattern ?? '*');
  const wanted = names.filter(name => all || pattern?.startsWith('__') === true || !name.startsWith('__'));
  const rules = wanted.flatMap(name => set.rules.get(name) ?? []);
  if (rules.length === 0) complain(`no rule is like ${pattern ?? '*'}`);
  for (const rule of rules) print(json ? jsonLine(asJson(rule)) : asLine(rule));
  return rules.length === 0 ? 1 : 0;
}

function asLine({ name, scores, description }: Rule): string {
  return `${scores[0].toFixed(3).padStart(8)}  ${name.padEnd(32)}  ${description}`.trimEnd();
}

function asJson({ name, source, scores, description, file, line }: Rule): Readonly<Record<string, unknown>> {
  return { rule: name, definition: source, scores, description, file, line };
}

function explain({ set, isLocal }: Loaded, names: readonly string[], json: boolean): number {
  let status = 0;
  for (const name of names) {
    const explanation = explainRule(set, name, isLocal);
    if (explanation === undefined) {
      const [like] = namesLike(set, `*${name}*`);
      complain(`there is no rule ${name}${like === undefined ? '' : `; there is ${like}`}`);
      status = 1;
    } else if (json) print(jsonLine({ ...explanation }));
    else for (const line of explanationLines(explanation)) print(line);
  }
  return status;
}

async function update(arguments_: readonly string[], flags: UpdateFlags): Promise<number> {
  const settings = await settingsOf(flags);
  const folder = flags.folder ?? join(stateDirectory(settings.stateDirectory, environment()), 'rules');
  const outcome = await updateRules({ folder, saUpdate: flags.saUpdate, arguments: arguments_ });
  switch (outcome.kind) {
    case 'fresh':
      print('there is nothing new');
      return 0;
    case 'updated':
      print(`${outcome.rules} rules, version ${outcome.versions.join(', ') || 'unknown'}`);
      if (!settings.spam.rules.includes(outcome.current))
        print(`to use them, set spam.rules to [${outcome.current}]`);
      return 0;
    case 'faulty':
      for (const fault of outcome.faults) complain(faultLine(fault));
      complain('the new rules have errors; the old ones stay');
      return 1;
  }
}

async function load(flags: Flags & { readonly paths?: readonly string[] }, strict = false): Promise<Loaded> {
  const given = [...(flags.paths ?? []), ...(flags.rules ?? [])];
  const { spam, network } = await settingsOf(flags);
  const paths = given.length > 0 ? given : spam.rules;
  const { homeDirectory } = environment();
  const isLocal = flags.local === true || !network.enabled;
  const language = languageOf(process.env);
  const set = loadRules(paths, { strict, homeDirectory, language, localTestsOnly: isLocal });
  return { set, isLocal };
}

async function settingsOf({ config }: Flags): Promise<Settings> {
  return await loadSettings(config === undefined ? {} : { file: config });
}

async function guarded(work: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof MailsiftError)) throw error;
    complain(error.message);
    process.exitCode =
      error instanceof UsageError ? EX_USAGE : error instanceof MissingProgram ? EX_UNAVAILABLE : 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}
