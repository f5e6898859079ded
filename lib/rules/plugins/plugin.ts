/**
 * A plugin: eval functions, and the directives and capabilities that come with them. Names and arguments mean what they
 * mean in SpamAssassin. skeleton.ts shows how to add one; registry.ts lists them.
 */
import type { Deadline } from '../../deadline.ts';
import type { Views } from '../../views/views.ts';
import type { DirectiveDefinition } from '../cf/value-types.ts';
import type { EvalArea, Rule, RuleSet, ScoreSet } from '../rule.ts';
import type { TagStore } from '../template-tags.ts';

export interface Plugin {
  /** As in `loadplugin Mail::SpamAssassin::Plugin::NAME`. */
  readonly name: string;
  /** Loaded where no .pre file says what is: Debian's default. */
  readonly isDefault: boolean;
  /** What `can(Mail::SpamAssassin::Plugin::NAME::x)` answers yes for. */
  readonly capabilities?: readonly string[];
  /** What `has(...)` answers yes for and `can(...)` no: functions that exist and say no. */
  readonly incapabilities?: readonly string[];
  /** Directives that exist only with this plugin, by the spelling of 4.0 (welcomelist); `name_*` is a family of them. */
  readonly directives?: Readonly<Record<string, DirectiveDefinition>>;
  readonly evals?: Readonly<Record<string, EvalDefinition>>;
  /** At the beginning of each run. */
  readonly onStart?: (run: RunEvent) => void;
  /**
   * Before the first rule, within the time for the rules: what is found out here may become URIs (views.addUri) and
   * headers (views.putMetadata) for all rules.
   */
  readonly prepare?: (message: MessageContext) => void;
  /** At each hit, `__` rules too, before it is listed. */
  readonly onHit?: (hit: HitEvent) => void;
}

export interface RunEvent {
  readonly set: RuleSet;
  readonly tags: TagStore;
}

export interface HitEvent extends RunEvent {
  readonly rule: string;
  readonly score: number;
  /** Without this hit. */
  readonly scoreSoFar: number;
  /** Ends the run when the tests of this stage are done: what comes later, and all metas, are left out. */
  readonly stop: () => void;
  /** Makes another rule hit, with a score of its own. */
  readonly hit: (rule: string, score: number) => void;
}

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

/** One message on its way through a rule set. */
export interface MessageContext extends RunEvent {
  readonly views: Views;
  readonly scoreSet: ScoreSet;
  readonly deadline: Deadline;
  /** When the message is looked at: milliseconds since 1970. */
  readonly nowMs: number;
  /** What several evals need to know of this message, worked out at the first question. `make` itself is the key. */
  once<T>(make: (context: MessageContext) => T): T;
}

export interface EvalContext extends MessageContext {
  readonly rule: Rule;
  /** Shown beneath the rule in reports. Byte string. */
  log(text: string): void;
}
