/**
 * Turns the texts of .cf files into a rule set (spec 1). Files count in the order given, the last definition of a thing
 * wins. A fault never ends the reading: it is listed with file and line, and a rule that has one never hits.
 * Texts are byte strings (read files as latin1).
 */
import { fromUtf8Bytes } from '../views/bytes.ts';
import { evaluateCondition } from './cf/conditions.ts';
import { RuleSyntaxError, isRuleKey, parseTest } from './cf/parse-test.ts';
import type { RuleKey } from './cf/parse-test.ts';
import { readDirectives } from './cf/read-lines.ts';
import type { Directive } from './cf/read-lines.ts';
import { isSetting } from './cf/settings.ts';
import { finishRules } from './finish-rules.ts';
import type { Definition } from './finish-rules.ts';
import { MetaSyntaxError } from './meta/parse-meta.ts';
import { RegexError } from './regex/ast.ts';
import type { RuleFault, RuleSet, RuleTest, Scores } from './rule.ts';
import { DEFAULT_PLUGINS, PLUGINS } from './plugins/registry.ts';
import { parseScores } from './score.ts';
import { SettingLines } from './settings.ts';
import type { SettingLine } from './settings.ts';
import { NO_TAGS, parseTags } from './tflags.ts';
import type { RuleTags } from './tflags.ts';

export interface RuleFile {
  /** Shown in faults. */
  readonly name: string;
  readonly text: string;
  /** What `include PATH` in this file means; undefined: there is no such file. Without it includes are faults. */
  readonly load?: (path: string) => RuleFile | undefined;
}

export interface ParseOptions {
  /** Locale name for `lang` lines. */
  readonly language?: string;
  readonly localTestsOnly?: boolean;
  /** Plugins that count as loaded before the first line; default: those of Debian's .pre files. */
  readonly plugins?: readonly string[];
  /** `enable_compat` words that count as seen; default: those of Debian's .pre files. */
  readonly compatibility?: readonly string[];
}

const RULE_NAME = /^[_a-zA-Z][_a-zA-Z0-9]{0,99}$/;
const SCORE_NAME = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const MAX_INCLUDE_DEPTH = 20;

export function parseRules(files: readonly RuleFile[], options: ParseOptions = {}): RuleSet {
  const parser = new RuleParser(options);
  for (const file of files) parser.readFile(file, 0);
  return parser.finish();
}

class RuleParser {
  readonly #language: string;
  readonly #localTestsOnly: boolean;
  readonly #definitions = new Map<string, Definition>();
  readonly #descriptions = new Map<string, string>();
  readonly #scores = new Map<string, Scores>();
  readonly #tags = new Map<string, RuleTags>();
  readonly #priorities = new Map<string, number>();
  readonly #settings: SettingLine[] = [];
  readonly #plugins: Set<string>;
  readonly #compat: Set<string>;
  readonly #faults: RuleFault[] = [];

  constructor(options: ParseOptions) {
    this.#language = options.language ?? 'en_US';
    this.#localTestsOnly = options.localTestsOnly ?? false;
    this.#plugins = new Set(options.plugins ?? DEFAULT_PLUGINS);
    this.#compat = new Set(options.compatibility ?? ['welcomelist_blocklist']);
  }

  readFile(file: RuleFile, depth: number): void {
    /** One entry for each open `if`: whether its lines count. */
    const open: { live: boolean; line: number }[] = [];
    const live = (): boolean => open.every(one => one.live);
    for (const directive of readDirectives(file.text, this.#language)) {
      const { key, value, line } = directive;
      switch (key) {
        case 'if':
        case 'ifplugin':
          open.push({ line, live: !live() || this.#condition(file, directive) });
          break;
        case 'else': {
          const last = open.at(-1);
          if (last === undefined) this.#fault(file, line, 'else without if');
          else last.live = !last.live;
          break;
        }
        case 'endif':
          if (open.pop() === undefined) this.#fault(file, line, 'endif without if');
          break;
        case 'require_version':
          if (live() && value !== '@@VERSION@@' && value !== '4.000001') {
            this.#fault(
              file,
              line,
              `require_version ${value}: this is 4.000001, the rest of the file is skipped`,
            );
            return;
          }
          break;
        case 'include':
          if (live()) this.#include(file, directive, depth);
          break;
        default:
          if (live()) this.#directive(file, directive);
      }
    }
    for (const { line } of open) this.#fault(file, line, 'if without endif');
  }

  finish(): RuleSet {
    const rules = finishRules({
      definitions: this.#definitions,
      descriptions: this.#descriptions,
      scores: this.#scores,
      tags: this.#tags,
      priorities: this.#priorities,
    });
    return {
      rules,
      faults: this.#faults,
      settings: new SettingLines(this.#settings),
      plugins: this.#plugins,
    };
  }

  #condition(file: RuleFile, { key, value, line }: Directive): boolean {
    const text = key === 'ifplugin' ? `plugin(${value})` : value;
    const result = evaluateCondition(text, {
      localTestsOnly: this.#localTestsOnly,
      compat: this.#compat,
      plugins: this.#plugins,
    });
    if (result === undefined) this.#fault(file, line, `cannot read the condition: ${value}`);
    return result ?? false;
  }

  #include(file: RuleFile, { value, line }: Directive, depth: number): void {
    const included = depth < MAX_INCLUDE_DEPTH ? file.load?.(value) : undefined;
    if (included === undefined) this.#fault(file, line, `cannot include ${value}`);
    else this.readFile(included, depth + 1);
  }

  #directive(file: RuleFile, { key, value, line }: Directive): void {
    const fault = (text: string): void => this.#fault(file, line, text);
    const [name, rest] = splitWord(value);
    if (isRuleKey(key)) {
      this.#rule(key, name, rest, file, line);
      return;
    }
    switch (key) {
      case 'describe':
        this.#descriptions.set(name, fromUtf8Bytes(rest));
        return;
      case 'tflags':
        this.#tags.set(name, rest === '' ? NO_TAGS : parseTags(rest));
        return;
      case 'priority':
        if (/^[+-]?\d{1,9}$/.test(rest)) this.#priorities.set(name, Number(rest));
        else fault(`priority ${name}: not a whole number: ${rest}`);
        return;
      case 'score': {
        const scores = SCORE_NAME.test(name)
          ? parseScores(rest.split(/\s+/), this.#scores.get(name))
          : 'not a rule name';
        if (typeof scores === 'string') fault(`score ${name}: ${scores}`);
        else this.#scores.set(name, scores);
        return;
      }
      case 'enable_compat':
        this.#compat.add(value);
        break;
      case 'loadplugin':
      case 'tryplugin': {
        const plugin = name.replace(/^Mail::SpamAssassin::Plugin::/, '');
        if (PLUGINS.has(plugin)) this.#plugins.add(plugin);
        else if (key === 'loadplugin') fault(`loadplugin ${name}: there is no such plugin`);
        return;
      }
    }
    if (!isSetting(key)) {
      fault(`unknown directive ${key}`);
      return;
    }
    this.#settings.push({ key: modernKey(key), value, file: file.name, line });
  }

  #rule(key: RuleKey, name: string, value: string, file: RuleFile, line: number): void {
    if (!RULE_NAME.test(name)) {
      this.#fault(file, line, `${key}: not a rule name: ${name}`);
      return;
    }
    let test: RuleTest;
    try {
      test = parseTest(key, value);
    } catch (error) {
      if (!(
        error instanceof RegexError ||
        error instanceof RuleSyntaxError ||
        error instanceof MetaSyntaxError
      ))
        throw error;
      this.#fault(file, line, `${key} ${name}: ${error.message}`);
      test = { kind: 'broken' };
    }
    // A Map keeps the place of the first definition; the last one counts.
    this.#definitions.delete(name);
    this.#definitions.set(name, { test, file: file.name, line });
  }

  #fault(file: RuleFile, line: number, text: string): void {
    this.#faults.push({ file: file.name, line, text });
  }
}

function splitWord(value: string): [string, string] {
  const space = value.search(/\s/);
  return space < 0 ? [value, ''] : [value.slice(0, space), value.slice(space).trim()];
}

/** The spelling of 4.0 for the older ones. */
function modernKey(key: string): string {
  if (key === 'required_hits') return 'required_score';
  return key.replace('whitelist', 'welcomelist').replace('blacklist', 'blocklist');
}
