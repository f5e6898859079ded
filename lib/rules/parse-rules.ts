/**
 * Turns the texts of .cf files into a rule set (spec 1). Files count in the order given, the last definition of a thing
 * wins. A fault never ends the reading: it is listed with file and line, and what it is about does not count.
 * Texts are byte strings (read files as latin1).
 */
import { FileStamps } from '../io/file-stamps.ts';
import { Blocks } from './cf/blocks.ts';
import { VERSION, evaluateCondition } from './cf/conditions.ts';
import { isRuleKey, pluginOfRuleKey } from './cf/parse-test.ts';
import { readDirectives, updateVersion } from './cf/read-lines.ts';
import type { Directive } from './cf/read-lines.ts';
import { RuleCollector } from './cf/rule-collector.ts';
import { SettingCollector, notLoaded } from './cf/setting-collector.ts';
import { quote } from './cf/value-types.ts';
import { finishRules } from './finish-rules.ts';
import { ExpressionError } from './meta/read-expression.ts';
import type { FaultLevel, Place, RuleFault, RuleSet } from './rule.ts';
import { SettingLines } from './settings.ts';
import { splitWord } from './words.ts';

export interface RuleFile {
  /** Shown in faults. */
  readonly name: string;
  readonly text: string;
  /** What `include PATH` in this file means; undefined: there is no such file. Without it includes are faults. */
  readonly load?: (path: string) => RuleFile | undefined;
}

export interface ParseOptions {
  /** Locale name for `lang` lines (cf/language.ts); default en_US. */
  readonly language?: string;
  readonly localTestsOnly?: boolean;
  /** Plugins that count as loaded before the first line; default: those of Debian's .pre files. */
  readonly plugins?: readonly string[];
  /** `enable_compat` words that count as seen; default: those of Debian's .pre files. */
  readonly compatibility?: readonly string[];
  /** As for lint: regexes that match everything, and names that are too long, are faults. */
  readonly strict?: boolean;
  /** Without what only people ask for, the definitions and who said what where: for runs, and small. */
  readonly brief?: boolean;
  /** Where the files are noted that the texts come from. */
  readonly files?: FileStamps;
  /** RuleSet.supportFolders; default none. */
  readonly supportFolders?: readonly string[];
}

const MAX_INCLUDE_DEPTH = 20;

export function parseRules(files: readonly RuleFile[], options: ParseOptions = {}): RuleSet {
  const parser = new RuleParser(options);
  for (const file of files) parser.readFile(file, 0);
  return parser.finish();
}

class RuleParser {
  readonly #language: string;
  readonly #localTestsOnly: boolean;
  #dependsOnLocalTests = false;
  readonly #collector: RuleCollector;
  readonly #settings: SettingCollector;
  readonly #strict: boolean;
  readonly #brief: boolean;
  readonly #files: FileStamps;
  readonly #supportFolders: readonly string[];
  readonly #versions = new Map<string, string>();
  readonly #faults: RuleFault[] = [];

  constructor(options: ParseOptions) {
    this.#language = options.language ?? 'en_US';
    this.#localTestsOnly = options.localTestsOnly ?? false;
    this.#strict = options.strict ?? false;
    this.#brief = options.brief ?? false;
    this.#files = options.files ?? new FileStamps();
    this.#supportFolders = options.supportFolders ?? [];
    this.#collector = new RuleCollector(options.strict ?? false);
    this.#settings = new SettingCollector(options.plugins, options.compatibility);
  }

  readFile(file: RuleFile, depth: number): void {
    const version = updateVersion(file.text);
    if (version !== undefined) this.#versions.set(file.name, version);
    const blocks = new Blocks();
    for (const directive of readDirectives(file.text, this.#language)) {
      if (directive.key === 'include') this.#include(file, directive, depth, blocks);
      else if (!this.#isBlock(file, directive, blocks) && blocks.live)
        this.#directive(file, directive, blocks);
    }
    this.#closeBlocks(file, blocks, 'without endif');
  }

  #closeBlocks(file: RuleFile, blocks: Blocks, how: string): void {
    for (const { key, line } of blocks.closeAll()) this.#fault({ file: file.name, line }, `${key} ${how}`);
  }

  finish(): RuleSet {
    const { plugins } = this.#settings;
    const settings = new SettingLines(this.#settings.lines);
    const { rules, undefinedRules, faults } = finishRules(this.#collector, {
      plugins,
      settings,
      strict: this.#strict,
      brief: this.#brief,
    });
    return {
      rules,
      undefinedRules,
      faults: [...this.#faults, ...faults],
      settings,
      plugins,
      shortcircuits: this.#collector.shortcircuits,
      versions: this.#versions,
      supportFolders: this.#supportFolders,
      dependsOnLocalTests: this.#dependsOnLocalTests,
      localTestsOnly: this.#localTestsOnly,
      files: this.#files,
    };
  }

  /** True for the directives that open, turn and close blocks. They are followed in skipped lines too. */
  #isBlock(file: RuleFile, { key, value, line }: Directive, blocks: Blocks): boolean {
    const fault = (text: string): void => this.#fault({ file: file.name, line }, text);
    switch (key) {
      case 'if':
      case 'ifplugin':
        this.#openBlock(file, { key, value, line }, blocks);
        return true;
      case 'else':
      case 'endif': {
        if (value !== '') fault(`${key} must stand alone`);
        else if (!(key === 'else' ? blocks.turn() : blocks.close())) fault(`${key} without if`);
        return true;
      }
      default:
        return false;
    }
  }

  /** A condition that cannot be read opens no block, so that its endif is a fault too. */
  #openBlock(file: RuleFile, { key, value, line }: Directive, blocks: Blocks): void {
    const fault = (text: string, level?: FaultLevel): void =>
      this.#fault({ file: file.name, line }, text, level);
    if (value === '') {
      fault(`${key}: a condition is missing`);
      return;
    }
    this.#dependsOnLocalTests ||= /\blocal_tests_only\b/.test(value);
    try {
      const live = evaluateCondition(key === 'ifplugin' ? `plugin(${value})` : value, {
        localTestsOnly: this.#localTestsOnly,
        compat: this.#settings.compat,
        plugins: this.#settings.plugins,
        mayAskCan: !/\buser_prefs$/.test(file.name),
        complain: fault,
      });
      blocks.open(key, line, live);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      fault(`cannot read the condition ${quote(value)}: ${error.message}`);
    }
  }

  /** As in SpamAssassin an include counts within a skipped block too, and ends all blocks. */
  #include(file: RuleFile, { value, line }: Directive, depth: number, blocks: Blocks): void {
    const place = { file: file.name, line };
    if (value === '') this.#fault(place, 'include: a path is missing');
    else if (depth >= MAX_INCLUDE_DEPTH) this.#fault(place, `include ${value}: too many files within files`);
    else {
      const included = file.load?.(value);
      if (included === undefined) this.#fault(place, `cannot include ${value}`);
      else {
        this.#closeBlocks(file, blocks, `is ended by the include in line ${line}`);
        this.readFile(included, depth + 1);
      }
    }
  }

  #directive(file: RuleFile, { key, value, line }: Directive, blocks: Blocks): void {
    const place = { file: file.name, line };
    const fault = (text: string | undefined): void => {
      if (text !== undefined) this.#fault(place, text);
    };
    if (key === 'require_version') {
      if (value === '@@VERSION@@' || value === VERSION) return;
      fault(`require_version ${quote(value)}: this is ${VERSION}, the rest of the file is skipped`);
      if (value !== '') blocks.skipRest();
    } else if (key === 'loadplugin' || key === 'tryplugin') {
      const found = this.#settings.load(key, value);
      if (found !== undefined) this.#fault(place, found.text, found.level);
    } else if (isRuleKey(key)) {
      const [name, rest] = splitWord(value);
      fault(this.#missing(key, pluginOfRuleKey(key)) ?? this.#collector.define(key, name, rest, place));
    } else if (!this.#ofRule(key, value, place, fault)) fault(this.#settings.set(key, value, place));
  }

  /** True for directives about one rule. */
  #ofRule(key: string, value: string, place: Place, fault: (text: string | undefined) => void): boolean {
    const [name, rest] = splitWord(value);
    switch (key) {
      case 'describe':
        fault(this.#collector.describe(name, rest, place));
        return true;
      case 'score':
        fault(this.#collector.score(name, rest, place));
        return true;
      case 'tflags':
        fault(this.#collector.flag(name, rest, place));
        return true;
      case 'priority':
        fault(this.#collector.prioritise(name, rest, place));
        return true;
      case 'shortcircuit':
        fault(this.#missing(key, 'Shortcircuit') ?? this.#collector.shortcircuit(name, rest, place));
        return true;
      default:
        return false;
    }
  }

  /** The fault of a directive whose plugin is not loaded. */
  #missing(key: string, plugin: string | undefined): string | undefined {
    return plugin === undefined || this.#settings.plugins.has(plugin) ? undefined : notLoaded(key, plugin);
  }

  #fault(place: Place, text: string, level: FaultLevel = 'error'): void {
    this.#faults.push({ ...place, level, text });
  }
}
