/** The rules of a set as data: what parse.ts makes and run.ts runs. Text is byte strings, descriptions are Unicode. */
import type { FileStamps } from '../io/file-stamps.ts';
import type { HeaderModifier } from '../views/header/header-view.ts';
import type { AnswerTest } from './answer-test.ts';
import type { MetaExpression } from './meta/expression.ts';
import type { UriClause } from './uri-clause.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { SettingLines } from './settings.ts';
import type { RuleTags } from './tflags.ts';

export interface HeaderTarget {
  readonly name: string;
  readonly modifiers: readonly HeaderModifier[];
}

/** The kinds of rules in the order in which a priority group runs them (spec 1.7). */
export type RuleTest =
  | {
      readonly kind: 'header';
      readonly target: HeaderTarget;
      readonly negated: boolean;
      readonly ifUnset: string | undefined;
      readonly regex: RuleRegex;
    }
  | { readonly kind: 'exists'; readonly target: HeaderTarget }
  | {
      readonly kind: 'mimeheader';
      readonly target: HeaderTarget;
      readonly negated: boolean;
      readonly ifUnset: string;
      readonly regex: RuleRegex;
    }
  | { readonly kind: 'text'; readonly area: TextArea; readonly regex: RuleRegex }
  | {
      readonly kind: 'eval';
      readonly area: EvalArea;
      readonly function: string;
      readonly args: readonly string[];
    }
  | { readonly kind: 'uri-detail'; readonly clauses: readonly UriClause[] }
  | { readonly kind: 'meta'; readonly expression: MetaExpression }
  /** Settled by the answers to a question. */
  | {
      readonly kind: 'askdns';
      /** A name with template tags. */
      readonly template: string;
      /** Of the records that count, in capitals; `ANY`: all. */
      readonly types: readonly string[];
      readonly answer: AnswerTest;
    }
  /** Defined without a test of its own: it hits only when RuleRun.settle says so. */
  | { readonly kind: 'empty'; readonly why: string }
  /** Defined but cannot run: a fault says why. It never hits. */
  | { readonly kind: 'broken'; readonly why: string };

export type TextArea = 'body' | 'rawbody' | 'uri' | 'full';
export type EvalArea = 'header' | 'body' | 'rawbody' | 'full';

/** Where a line stands. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface Rule extends Place {
  readonly name: string;
  /** Its place among the rules of the set. */
  readonly number: number;
  readonly test: RuleTest;
  /** The definition as written, without the name: `body /x/i`. */
  readonly source: string;
  readonly description: string;
  /** Reports have the bytes of the file, whatever their charset. */
  readonly describedInLatin1?: boolean;
  readonly tags: RuleTags;
  readonly priority: number;
  /** One for each score set: bit 0 network tests, bit 1 Bayes (spec 1.5). */
  readonly scores: Scores;
  /** Where the rest was set; what is missing has its default, or was worked out. */
  readonly origins: RuleOrigins;
}

export interface RuleOrigins {
  readonly description?: Place;
  readonly scores?: Place;
  readonly tags?: Place;
  readonly priority?: Place;
}

export type Scores = readonly [number, number, number, number];
export type ScoreSet = 0 | 1 | 2 | 3;

/** error: `spamassassin --lint` complains as well. warning: a person should know. */
export type FaultLevel = 'error' | 'warning';

/** Something wrong in a rule file. The rest of the file counts. */
export interface RuleFault extends Place {
  readonly level: FaultLevel;
  readonly text: string;
}

/** What was said about a rule that no line defines; the program itself may make it hit. */
export interface UndefinedRule {
  readonly description: string | undefined;
  readonly scores: Scores | undefined;
}

/** The rules of a set, by name and by number. */
export interface Rules extends ReadonlyMap<string, Rule> {
  /** undefined: no rule has that name. */
  readonly numberOf: (name: string) => number | undefined;
  readonly nameAt: (number: number) => string;
  /** Throws a RangeError for a number that no rule has. */
  readonly at: (number: number) => Rule;
  /** For an image. */
  readonly compact: () => void;
}

export interface RuleSet {
  readonly rules: Rules;
  readonly undefinedRules: ReadonlyMap<string, UndefinedRule>;
  readonly faults: readonly RuleFault[];
  readonly settings: SettingLines;
  /** Names of the plugins that are loaded. */
  readonly plugins: ReadonlySet<string>;
  /** Rules that end the run, with the plugin Shortcircuit. */
  readonly shortcircuits: ReadonlyMap<string, 'ham' | 'spam' | 'on' | 'off'>;
  /** Versions that sa-update left in files, by the name of the file. */
  readonly versions: ReadonlyMap<string, string>;
  /** Where files are that come with the rules (support-file.ts), the most important folder first. */
  readonly supportFolders: readonly string[];
  /** A condition (`if local_tests_only`) asked whether the network may be asked: the set holds for one answer only. */
  readonly dependsOnLocalTests: boolean;
  /** What the answer was when it was loaded. */
  readonly localTestsOnly: boolean;
  /** What the set was made of; plugins note the files that they read. */
  readonly files: FileStamps;
}
