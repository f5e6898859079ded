/**
 * One message on its way through a rule set: priority groups, metas, hits (spec 1.7, 1.8). An eval that answers undefined is
 * not decided yet; whoever has its evidence, from the network or from a database, tells it by `settle` before `finish`.
 *
 * When the deadline ends the run, in the middle of a regex if need be, the rules that are left are skipped and
 * TIME_LIMIT_EXCEEDED hits. A rule that takes seconds by itself is left out, told as a failure, and the others go on. A
 * plugin may end the run as well (Shortcircuit): the stage that is under way is finished, then nothing runs any more, metas
 * included.
 */
import type { Deadline } from '../deadline.ts';
import { describeError } from '../errors.ts';
import type { Views } from '../views/views.ts';
import { NOTHING_OUTSIDE } from './outside.ts';
import type { Outside } from './outside.ts';
import { perSet } from './per-set.ts';
import { noteRefusals } from './plugins/dns/blocked-lists.ts';
import type { EvalContext, MessageContext, Plugin } from './plugins/plugin.ts';
import { PLUGINS } from './plugins/registry.ts';
import { preparePrefilter } from './prefiltered.ts';
import { printable } from './printable.ts';
import type { MatchPlace, RuleFailure, RuleSetHit, RuleSetResult } from './result.ts';
import type { Rule, RuleSet, ScoreSet } from './rule.ts';
import { planRules } from './rule-plan.ts';
import type { PlannedStage, RulePlan } from './rule-plan.ts';
import { RuleValues } from './rule-values.ts';
import { rulesToRun } from './rules-to-run.ts';
import { MetaRunner } from './run-metas.ts';
import type { TestResult } from './match-elements.ts';
import { runTest } from './run-test.ts';
import { roundScore } from './score.ts';
import { TagStore } from './template-tags.ts';
import { timeLimited } from './time-limited.ts';

export interface RunOptions {
  readonly scoreSet: ScoreSet;
  readonly deadline: Deadline;
  /** The time of day in milliseconds since 1970; default: now. */
  readonly nowMs?: number;
  /** What `local_tests_only` is in metas; default: no network bit in the score set. */
  readonly localTestsOnly?: boolean;
  /** Default: nothing. */
  readonly outside?: Outside;
  /** What one rule may take; default 15 s. */
  readonly ruleLimitMs?: number;
}

interface HitFacts {
  readonly count?: number;
  readonly match?: string;
  readonly where?: MatchPlace | undefined;
  readonly logs?: readonly string[];
  readonly score?: number;
}

/**
 * One rule on one message. The slowest of the stock set take a few milliseconds; a machine may be busy, and a rule may be the
 * first to ask for a view of a large message.
 */
const RULE_LIMIT_MS = 15_000;
const TIME_LIMIT_RULE = 'TIME_LIMIT_EXCEEDED';
const TIME_LIMIT_SCORE = 0.001;
const TIME_LIMIT_TEXT = 'The time for the rules was up before all of them had run';
/** What was asked elsewhere may tell anything. */
const MAX_LOGS = 100;
const MAX_LOG_CHARS = 1000;
/** A rule with tflags multiple and no maxhits must not fill the memory. */
const MAX_LISTED_HITS = 1000;

/** Those that want to hear of runs and hits; none in most sets. */
const listeners = perSet(({ plugins }): readonly Plugin[] =>
  [...PLUGINS.values()].filter(
    plugin =>
      plugins.has(plugin.name) &&
      (plugin.onStart !== undefined || plugin.prepare !== undefined || plugin.onHit !== undefined),
  ),
);

export class RuleRun {
  readonly #set: RuleSet;
  readonly #options: RunOptions;
  readonly #startLeftMs: number;
  readonly #ruleLimitMs: number;
  readonly #plan: RulePlan;
  readonly #listeners: readonly Plugin[];
  readonly #metas: MetaRunner;
  readonly #values: RuleValues;
  /** Names that hit and that neither a rule has nor a meta asks for. */
  readonly #otherHits = new Set<string>();
  readonly #hits: RuleSetHit[] = [];
  readonly #subrules: string[] = [];
  readonly #failures: RuleFailure[] = [];
  readonly #tags = new TagStore();
  readonly #remarks = new Set<string>();
  /** Of the rules that were settled: what is said about them may grow. */
  readonly #settledLogs = new Map<string, string[]>();
  readonly #awaited: Promise<void>[] = [];
  readonly #afterwards: (() => Promise<void>)[] = [];
  /** What evals and plugins are given. */
  readonly message: MessageContext;
  #score = 0;
  #stopped = false;
  #isFinished = false;
  #running = '';
  /** What the deadline had left when it began. */
  #begunLeftMs: number;
  #isPrepared = false;
  /** The place in the plan. */
  readonly #next = { group: 0, stage: 0, rule: 0 };
  /** Of the stage under way. */
  #toRun: readonly number[] | undefined;
  #timedOutIn: string | undefined;

  constructor(set: RuleSet, views: Views, options: RunOptions) {
    this.#set = set;
    this.#options = options;
    this.#startLeftMs = options.deadline.remainingMs;
    this.#begunLeftMs = this.#startLeftMs;
    this.#ruleLimitMs = options.ruleLimitMs ?? RULE_LIMIT_MS;
    this.#plan = planRules(set, options.scoreSet);
    this.#listeners = listeners(set);
    this.#values = new RuleValues(this.#plan);
    this.#metas = new MetaRunner({
      plan: this.#plan.metas,
      localTestsOnly: options.localTestsOnly ?? (options.scoreSet & 1) === 0,
      values: this.#values,
      hit: (rule, value) => {
        this.#decide(set.rules.at(rule), value, { count: 1 });
      },
    });
    this.message = this.#messageContext(views);
    for (const { onStart } of this.#listeners) onStart?.({ set, tags: this.#tags });
  }

  /** The groups that have not run yet; those from the priority on only as long as nothing is waited for. */
  runGroups(belowPriority = Infinity): void {
    if (this.#timedOutIn !== undefined || this.#stopped) return;
    const { deadline } = this.#options;
    // Not a matter of this message, and not to be broken off.
    preparePrefilter(this.message);
    // Without any time left the first rule finds out.
    if (deadline.remainingMs <= 0) this.#runGroups(belowPriority);
    this.#inSlices(() => {
      this.#runGroups(belowPriority);
    });
  }

  /** Plugins ask elsewhere what they want to know; no rule runs yet. */
  ask(): void {
    if (this.#options.deadline.remainingMs <= 0) return;
    this.#inSlices(() => {
      this.#prepare();
    });
  }

  #inSlices(work: () => void): void {
    const { deadline } = this.#options;
    while (deadline.remainingMs > 0) {
      const sliceMs = Math.min(deadline.remainingMs, this.#ruleLimitMs);
      if (timeLimited(sliceMs, work)) return;
      this.#breakOff();
    }
    this.#timedOutIn ??= this.#running;
  }

  /**
   * The time slice was over in the middle of a rule. One that has had most of it is not tried again: a sender who knows how to
   * slow down one rule is not to spare himself the others. Any other begins anew.
   */
  #breakOff(): void {
    if (this.#begunLeftMs - this.#options.deadline.remainingMs < this.#ruleLimitMs / 2) return;
    this.#failures.push({ rule: this.#running, why: `it took longer than ${this.#ruleLimitMs / 1000} s` });
    const rule = this.#set.rules.numberOf(this.#running);
    if (rule !== undefined) this.#leaveOpen(rule);
    if (this.#isPrepared) this.#next.rule += 1;
    else this.#isPrepared = true;
  }

  /** From where it was broken off, if it was. */
  #runGroups(belowPriority: number): void {
    this.#prepare();
    const next = this.#next;
    for (; next.group < this.#plan.groups.length; next.group += 1) {
      const { priority = Infinity, stages = [] } = this.#plan.groups[next.group] ?? {};
      if (priority >= belowPriority && this.isWaiting) return;
      for (; next.stage < stages.length; next.stage += 1) {
        const stage = stages[next.stage];
        const rules = (this.#toRun ??= stage === undefined ? [] : this.#candidates(stage));
        for (; next.rule < rules.length; next.rule += 1) if (!this.#step(rules[next.rule] ?? 0)) return;
        next.rule = 0;
        this.#toRun = undefined;
        if (this.#stopped || this.#timedOutIn !== undefined) return;
      }
      next.stage = 0;
      this.#values.groupHasRun(next.group);
      this.#metas.runGroup(next.group);
      if (this.#stopped) return;
    }
  }

  /** Whether a rule has hit or not, as far as it may hit at all. */
  isDecided(name: string): boolean {
    const number = this.#set.rules.numberOf(name);
    return number !== undefined && this.#values.isKnown(number);
  }

  get isWaiting(): boolean {
    return this.#awaited.length > 0 && !this.#stopped;
  }

  /** Waits for what the rules have asked elsewhere, within the time for the rules; a wait may begin another. */
  async answered(): Promise<void> {
    const { deadline } = this.#options;
    let seen = 0;
    while (seen < this.#awaited.length && !deadline.expired) {
      const open = this.#awaited.slice(seen);
      seen = this.#awaited.length;
      await within(deadline.remainingMs, Promise.all(open));
    }
    this.#metas.runReady();
  }

  /** Should that take too long, the first rule that looks at the text is to blame. */
  #candidates(stage: PlannedStage): readonly number[] {
    const first = stage.always[0] ?? stage.filtered[0]?.rules[0] ?? 0;
    this.#running = this.#set.rules.nameAt(first);
    this.#begunLeftMs = this.#options.deadline.remainingMs;
    return rulesToRun(stage, this.message);
  }

  /** False when the time is up. */
  #step(number: number): boolean {
    const rule = this.#set.rules.at(number);
    this.#running = rule.name;
    this.#begunLeftMs = this.#options.deadline.remainingMs;
    if (this.#begunLeftMs === 0) this.#timedOutIn = rule.name;
    else this.#run(rule);
    return this.#timedOutIn === undefined;
  }

  #prepare(): void {
    if (this.#isPrepared) return;
    for (const { name, prepare } of this.#listeners) {
      this.#running = name;
      try {
        prepare?.(this.message);
      } catch (thrown) {
        this.#failures.push({ rule: name, why: describeError(thrown) });
      }
    }
    this.#isPrepared = true;
  }

  /** The answer of a rule that was not decided: above 0 a hit. Of one that has hit already only more logs count. */
  settle(name: string, value: number, facts: { readonly logs?: readonly string[] } = {}): void {
    const rule = this.#set.rules.get(name);
    if (this.#isFinished || rule === undefined || this.#scoreOf(rule) === 0) return;
    const logs = this.#settledLogs.get(name) ?? [];
    if (value > 0) {
      for (const log of facts.logs ?? []) if (logs.length < MAX_LOGS) logs.push(log.slice(0, MAX_LOG_CHARS));
      this.#settledLogs.set(name, logs);
    }
    if (this.#values.of(rule.number) > 0) return;
    this.#decide(rule, value, { logs, count: value > 0 ? 1 : 0 });
    this.#metas.changed(rule.number);
  }

  finish(): RuleSetResult {
    const timedOut = this.#timedOutIn !== undefined;
    this.#isFinished = true;
    if (timedOut) this.#hitTimeLimit();
    else if (!this.#stopped) this.#metas.runFinal();
    noteRefusals(this.message, name => this.#hasHit(name));
    return {
      score: roundScore(this.#score),
      hits: this.#hits,
      subrules: this.#subrules.sort(),
      tags: this.#tags,
      scoreSet: this.#options.scoreSet,
      outside: this.message.outside,
      timedOut,
      timedOutIn: this.#timedOutIn,
      failures: this.#failures,
      remarks: [...this.#remarks],
      afterwards: this.#afterwards,
      ms: this.#startLeftMs - this.#options.deadline.remainingMs,
    };
  }

  #run(rule: Rule): void {
    const logs: string[] = [];
    const own = { rule, log: (text: string) => void logs.push(text) };
    // A copy of all that the message has, for each rule, takes as long as many a test.
    const context = Object.setPrototypeOf(own, this.message) as EvalContext;
    let result: TestResult | undefined;
    try {
      result = runTest(rule, context, () => this.#expired(rule));
    } catch (thrown) {
      // One rule that fails must not take the others with it.
      this.#failures.push({ rule: rule.name, why: describeError(thrown) });
    }
    if (result === undefined) this.#leaveOpen(rule.number);
    else if (result.count === 0) this.#values.set(rule.number, 0);
    else this.#decide(rule, result.value, { ...result, logs });
  }

  /** Takes note of a result. A hit whose value is not positive counts as 1, as in SpamAssassin. */
  #decide(rule: Rule, value: number, facts: HitFacts & { readonly count: number }): void {
    this.#values.set(rule.number, facts.count > 0 ? (value > 0 ? value : 1) : 0);
    if (facts.count === 0) return;
    this.#metas.changed(rule.number);
    this.#hit(rule, facts);
  }

  #hit(rule: Rule, facts: HitFacts): void {
    const score = facts.score ?? this.#scoreOf(rule);
    const times = Math.min(facts.count ?? 1, MAX_LISTED_HITS);
    for (let index = 0; index < times; index += 1) {
      this.#tellListeners(rule.name, score);
      if (rule.name.startsWith('__')) this.#subrules.push(rule.name);
      else this.#list(rule.name, rule.description, score, facts);
    }
  }

  /** It may be decided later; metas wait for it. */
  #leaveOpen(rule: number): void {
    this.#values.leaveOpen(rule);
    this.#metas.changed(rule);
  }

  #list(rule: string, description: string, score: number, { match = '', where, logs = [] }: HitFacts): void {
    this.#score += score;
    this.#hits.push({ rule, score, description, match: printable(match), where, logs });
  }

  #tellListeners(rule: string, score: number): void {
    for (const { onHit } of this.#listeners) {
      onHit?.({
        set: this.#set,
        tags: this.#tags,
        rule,
        score,
        scoreSoFar: this.#score,
        stop: () => void (this.#stopped = true),
        hit: (name, given) => {
          if (given !== 0) this.#hitByName(name, given);
        },
      });
    }
  }

  /** A hit that comes from the program, of a rule that need not be defined. */
  #hitByName(name: string, score: number, description = '', logs: readonly string[] = []): void {
    if (this.#hasHit(name)) return;
    const known = this.#set.rules.get(name) ?? this.#set.undefinedRules.get(name);
    const number = this.#numberOf(name);
    if (number === undefined) this.#otherHits.add(name);
    else {
      this.#values.set(number, 1);
      this.#metas.changed(number);
    }
    this.#tellListeners(name, score);
    const text = known?.description ?? '';
    this.#list(name, text === '' ? description : text, score, { logs });
  }

  #hasHit(name: string): boolean {
    const number = this.#numberOf(name);
    return number === undefined ? this.#otherHits.has(name) : this.#values.of(number) > 0;
  }

  #numberOf(name: string): number | undefined {
    return this.#set.rules.numberOf(name) ?? this.#plan.metas.undefinedNames.get(name);
  }

  #hitTimeLimit(): void {
    const { rules, undefinedRules } = this.#set;
    const { scores } = rules.get(TIME_LIMIT_RULE) ?? undefinedRules.get(TIME_LIMIT_RULE) ?? {};
    const score = scores?.[this.#options.scoreSet] ?? TIME_LIMIT_SCORE;
    if (score !== 0) this.#hitByName(TIME_LIMIT_RULE, score, TIME_LIMIT_TEXT);
  }

  #scoreOf(rule: Rule): number {
    return rule.scores[this.#options.scoreSet];
  }

  #expired(rule: Rule): boolean {
    if (this.#timedOutIn === undefined && this.#options.deadline.expired) this.#timedOutIn = rule.name;
    return this.#timedOutIn !== undefined;
  }

  #messageContext(views: Views): MessageContext {
    const { scoreSet, deadline, nowMs, outside } = this.#options;
    const made = new Map<unknown, unknown>();
    const message: MessageContext = {
      views,
      set: this.#set,
      scoreSet,
      deadline,
      nowMs: nowMs ?? performance.timeOrigin + performance.now(),
      tags: this.#tags,
      outside: outside ?? NOTHING_OUTSIDE,
      scoreSoFar: () => this.#score,
      hits: () => this.#hits,
      hit: (rule, score, description) => {
        if (score !== 0) this.#hitByName(rule, score, description);
      },
      hitRounded: (rule, score, logs) => {
        this.#hitByName(rule, score, '', logs);
      },
      settle: (rule, value, facts) => {
        this.settle(rule, value, facts);
      },
      wait: (what, answer) => {
        const told = answer.then(
          () => undefined,
          (thrown: unknown) => void this.#failures.push({ rule: what, why: describeError(thrown) }),
        );
        this.#awaited.push(told);
      },
      remark: text => void this.#remarks.add(text),
      afterwards: task => void this.#afterwards.push(task),
      once: <T>(make: (context: MessageContext) => T): T => {
        if (!made.has(make)) made.set(make, make(message));
        return made.get(make) as T;
      },
    };
    return message;
  }
}

/** Resolves when the promise does, or when the time is up. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>(resolve => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
