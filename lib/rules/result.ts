/** What a run of a rule set tells. Text of the message is bytes, unless said otherwise. */
import type { Outside } from './outside.ts';
import type { ScoreSet } from './rule.ts';
import type { TagStore } from './template-tags.ts';

/** Where a match stood. */
export interface MatchPlace {
  /** `Subject`, `body`, `rawbody`, `uri`, `full`, or the header of a MIME part. */
  readonly area: string;
  /** Which element of the area, from 1: paragraph, chunk, URI, part; the only one of a header or of `full` is 1. */
  readonly element: number;
  /** Bytes from the beginning of the element. */
  readonly offset: number;
}

/** A rule that hit. RuleHit of lib/check/report.ts is a part of it. */
export interface RuleSetHit {
  readonly rule: string;
  readonly score: number;
  readonly description: string;
  /** The matched text as Unicode for people, at most 100 characters. */
  readonly match: string;
  readonly where: MatchPlace | undefined;
  /** What the test says about the hit, for reports. Byte strings. */
  readonly logs: readonly string[];
}

export interface RuleSetResult {
  /** Rounded to three decimals. */
  readonly score: number;
  /** In the order of hitting; a rule with tflags multiple is there once for each match. */
  readonly hits: readonly RuleSetHit[];
  /** Names of the `__` rules that hit, sorted; with tflags multiple once for each match. */
  readonly subrules: readonly string[];
  readonly tags: TagStore;
  readonly scoreSet: ScoreSet;
  /** What the rules knew beside the message. */
  readonly outside: Outside;
  readonly timedOut: boolean;
  /** The rule that ran when the time was up. */
  readonly timedOutIn: string | undefined;
  /** Rules whose test failed; they count as if they had not hit. A mistake of ours or a regex beyond the means of V8. */
  readonly failures: readonly RuleFailure[];
  /** What people should know of the services that were asked; each once. */
  readonly remarks: readonly string[];
  /** To be done in this order once the message has been delivered, never before: what is learnt from it. */
  readonly afterwards: readonly (() => Promise<void>)[];
  readonly ms: number;
}

export interface RuleFailure {
  readonly rule: string;
  readonly why: string;
}
