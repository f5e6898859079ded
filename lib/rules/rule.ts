/** The rules of a set as data: what parse.ts makes and run.ts runs. Text is byte strings, descriptions are Unicode. */
import type { HeaderModifier } from '../views/header/header-view.ts';
import type { MetaExpression } from './meta/parse-meta.ts';
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
  | { readonly kind: 'meta'; readonly expression: MetaExpression }
  /** Defined but cannot run: a fault says why. It never hits. */
  | { readonly kind: 'broken' };

export type TextArea = 'body' | 'rawbody' | 'uri' | 'full';
export type EvalArea = 'header' | 'body' | 'rawbody' | 'full';

export interface Rule {
  readonly name: string;
  readonly test: RuleTest;
  readonly description: string;
  readonly tags: RuleTags;
  readonly priority: number;
  /** One for each score set: bit 0 network tests, bit 1 Bayes (spec 1.5). */
  readonly scores: Scores;
  readonly file: string;
  readonly line: number;
}

export type Scores = readonly [number, number, number, number];
export type ScoreSet = 0 | 1 | 2 | 3;

/** Something wrong in a rule file. The rest of the file counts. */
export interface RuleFault {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface RuleSet {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly faults: readonly RuleFault[];
  readonly settings: SettingLines;
  /** Names of the plugins that are loaded. */
  readonly plugins: ReadonlySet<string>;
}
