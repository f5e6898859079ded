/**
 * A plugin: eval functions, and the directives and capabilities that come with them. Names and arguments mean what they
 * mean in SpamAssassin. skeleton.ts shows how to add one; registry.ts lists them.
 */
import type { Deadline } from '../../deadline.ts';
import type { Views } from '../../views/views.ts';
import type { EvalArea, Rule, RuleSet, ScoreSet } from '../rule.ts';
import type { TagStore } from '../template-tags.ts';

export interface Plugin {
  /** As in `loadplugin Mail::SpamAssassin::Plugin::NAME`. */
  readonly name: string;
  /** Loaded where no .pre file says what is: Debian's default. */
  readonly isDefault: boolean;
  /** What `can(Mail::SpamAssassin::Plugin::NAME::x)` answers yes for. */
  readonly capabilities?: readonly string[];
  /** Directives that exist only with this plugin. */
  readonly directives?: Readonly<Record<string, DirectiveType>>;
  readonly evals?: Readonly<Record<string, EvalDefinition>>;
}

/** Value types of directives (spec 1.3). `custom`: its reader complains itself. */
export type DirectiveType =
  | 'string'
  | 'bool'
  | 'number'
  | 'duration'
  | 'pairs'
  | 'addresses'
  | 'template'
  | 'nothing'
  | 'words'
  | 'networks'
  | 'custom';

export interface EvalDefinition {
  /** The kind of rule that may call it. */
  readonly area: EvalArea | 'any';
  /** Why it can never hit in this version, for `rules lint --stats`. */
  readonly never?: string;
  /**
   * Above 0: a hit, and the value that metas see. undefined: not decided yet, RuleRun.settle tells later. It must not throw on
   * any message.
   */
  readonly run: (context: EvalContext, args: readonly string[]) => number | boolean | undefined;
}

export interface EvalContext {
  readonly views: Views;
  readonly set: RuleSet;
  readonly rule: Rule;
  readonly scoreSet: ScoreSet;
  readonly deadline: Deadline;
  readonly tags: TagStore;
  /** Shown beneath the rule in reports. Byte string. */
  log(text: string): void;
  /** What several evals need to know of this message, worked out at the first question. `make` itself is the key. */
  once<T>(make: (context: EvalContext) => T): T;
}
