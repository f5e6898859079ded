/**
 * Reads the files of a rule set. loadRules takes single files and folders, loadRuleSources the places where SpamAssassin
 * looks (spec 1.2). The .pre files among them say which plugins are loaded; where there are none, those of Debian are.
 * Rules that somebody asked for must not be missing silently: a path that cannot be read is a UsageError. Faults within
 * the files are listed in the set, and the rest of it counts.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FileStamps } from '../io/file-stamps.ts';
import { RuleFileReader, listRuleFiles } from './cf/rule-files.ts';
import { parseRules } from './parse-rules.ts';
import type { ParseOptions, RuleFile } from './parse-rules.ts';
import type { RuleSet } from './rule.ts';

export const DEFAULT_RULES_PATH = join(import.meta.dirname, 'default');

/** Where an installed SpamAssassin has its rules. */
const RULE_PLACES = [
  '/var/lib/spamassassin/4.000001/updates_spamassassin_org',
  '/var/lib/spamassassin/4.000001',
  '/usr/share/spamassassin',
  '/usr/local/share/spamassassin',
];

export interface LoadOptions extends ParseOptions {
  /** What `~` means in the paths of includes. */
  readonly homeDirectory?: string;
}

/** Where SpamAssassin has its configuration; each part is optional. */
export interface RuleSources {
  /** Lines before everything else (--pre). */
  readonly preLines?: string;
  /** Files and folders before those of SpamAssassin: mailsift's own. */
  readonly ownRules?: readonly string[];
  /** Folder or file of the rules that everybody has (-C). */
  readonly systemRules?: string;
  /** Folder or file of the site (--siteconfigpath). */
  readonly siteRules?: string;
  /** Preferences of a user (-p); a missing file is an empty one. */
  readonly userPreferences?: string;
  /** Lines after everything else (--cf). */
  readonly lines?: string;
}

/** Files and folders, in this order; without any mailsift's own rules. */
export function loadRules(paths: readonly string[] = [], options: LoadOptions = {}): RuleSet {
  const wanted = paths.length === 0 ? [DEFAULT_RULES_PATH] : paths;
  const files = new FileStamps();
  const reader = new RuleFileReader(files, pathTokens({}, options));
  const pre = reader.readAll(wanted.filter(isFolder).flatMap(path => listRuleFiles(path, 'pre', files)));
  const rules = reader.readAll(wanted.flatMap(path => listRuleFiles(path, 'cf', files)));
  // The folder named last is the one that changes the others.
  const supportFolders = [...wanted.filter(isFolder).toReversed(), ...RULE_PLACES];
  return parse([...pre, ...rules], pre.length > 0, { supportFolders, ...options, files });
}

/** As `spamassassin -C systemRules --siteconfigpath siteRules -p userPreferences` has them. */
export function loadRuleSources(sources: RuleSources, options: LoadOptions = {}): RuleSet {
  const { preLines, ownRules = [], systemRules, siteRules, userPreferences, lines } = sources;
  const files = new FileStamps();
  const reader = new RuleFileReader(files, pathTokens(sources, options));
  const places = (...paths: readonly (string | undefined)[]): readonly string[] =>
    paths.filter(path => path !== undefined);
  const list = (paths: readonly string[], kind: 'pre' | 'cf'): readonly RuleFile[] =>
    reader.readAll(paths.flatMap(path => listRuleFiles(path, kind, files)));
  const before = preLines === undefined ? [] : [{ name: '(--pre)', text: preLines }];
  const pre = list([...ownRules.filter(isFolder), ...places(siteRules, systemRules)], 'pre');
  const rules = list([...ownRules, ...places(systemRules, siteRules)], 'cf');
  if (userPreferences !== undefined) files.note(userPreferences);
  const preferences =
    userPreferences !== undefined && exists(userPreferences) ? reader.readAll([userPreferences]) : [];
  const after = lines === undefined ? [] : [{ name: '(--cf)', text: lines }];
  const choosesPlugins = pre.some(file => /\.pre$/i.test(file.name)) || before.some(loadsPlugins);
  const folders = [...places(siteRules, systemRules), ...ownRules.toReversed()].filter(isFolder);
  return parse([...before, ...pre, ...rules, ...preferences, ...after], choosesPlugins, {
    supportFolders: [...folders, ...RULE_PLACES],
    ...options,
    files,
  });
}

function parse(files: readonly RuleFile[], choosesPlugins: boolean, options: LoadOptions): RuleSet {
  const plugins = choosesPlugins ? { plugins: [], compatibility: [] } : {};
  return parseRules(files, { ...plugins, ...options });
}

function loadsPlugins({ text }: RuleFile): boolean {
  return /^\s*(?:loadplugin|tryplugin)\s/m.test(text);
}

/** What the tokens in the paths of includes stand for, as in SpamAssassin as Debian builds it. */
function pathTokens(
  { systemRules, siteRules }: RuleSources,
  { homeDirectory }: LoadOptions,
): ReadonlyMap<string, string> {
  const tokens = new Map([
    ['__def_rules_dir__', systemRules ?? '/usr/share/spamassassin'],
    ['__local_rules_dir__', siteRules ?? '/etc/spamassassin'],
    ['__local_state_dir__', '/var/lib/spamassassin'],
    ['__prefix__', '/usr'],
    ['__version__', '4.000001'],
  ]);
  if (homeDirectory !== undefined) {
    tokens.set('~', homeDirectory);
    tokens.set('__userstate__', join(homeDirectory, '.spamassassin'));
  }
  return tokens;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
