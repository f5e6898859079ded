/**
 * A plugin: eval functions, and the directives and capabilities that come with them. Names and arguments mean what they
 * mean in SpamAssassin. skeleton.ts shows how to add one; registry.ts lists them.
 */
import type { Deadline } from '../../deadline.ts';
import type { Views } from '../../views/views.ts';
import type { DirectiveDefinition } from '../cf/value-types.ts';
import type { Outside } from '../outside.ts';
import type { RuleSetHit } from '../result.ts';
import type { EvalArea, Rule, RuleSet, ScoreSet } from '../rule.ts';
import type { TagStore } from '../template-tags.ts';

/** EvalDefinition.asks of what asks the DNS. */
export const ASKS_DNS = 'asks the DNS';
/** The same of what asks a collaborative network. */
export const ASKS_SERVICE = 'asks a network service';

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
   * headers (views.putMetadata) for all rules. What has to be asked elsewhere is asked here, so that the answers come while
   * the rules run.
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
  /** What it needs from the network: why it cannot hit with local tests only. */
  readonly asks?: string;
  /**
   * Above 0: a hit, and the value that metas see. undefined: not decided yet, settle tells later. It must not throw on any
   * message.
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
  readonly outside: Outside;
  /** The sum of the scores of what has hit. */
  readonly scoreSoFar: () => number;
  /** What has hit, `__` rules aside. */
  readonly hits: () => readonly RuleSetHit[];
  /** Makes a rule hit with a score of its own; with 0 it does not. It need not be defined. */
  readonly hit: (rule: string, score: number, description?: string) => void;
  /** The same, also when the score was rounded to 0. `logs` are shown beneath the rule in reports. */
  readonly hitRounded: (rule: string, score: number, logs?: readonly string[]) => void;
  /** Tells the answer of a rule that was not decided: above 0 a hit. Of one that has hit already only more logs count. */
  readonly settle: (rule: string, value: number, facts?: { readonly logs?: readonly string[] }) => void;
  /**
   * Something under way that will settle rules: it is waited for before the rules from priority 500 on run, as long as there
   * is time for the rules. What it rejects with is told as a failure of `what`.
   */
  readonly wait: (what: string, answer: Promise<unknown>) => void;
  /** For the log: trouble of a service that was asked, and what to do about it. Said once. */
  readonly remark: (text: string) => void;
  /** To be done when the message has been delivered: what is learnt from it. */
  readonly afterwards: (task: () => Promise<void>) => void;
  /** What several evals need to know of this message, worked out at the first question. `make` itself is the key. */
  once<T>(make: (context: MessageContext) => T): T;
}

export interface EvalContext extends MessageContext {
  readonly rule: Rule;
  /** Shown beneath the rule in reports. Byte string. */
  log(text: string): void;
}
