/**
 * What a batch of lessons changes, worked out before anything is written, so that each store can write it in few
 * statements. Behaviour: spec 5.4 (learn forgets first what was learnt as the other class; forget takes back).
 *
 * Steps are to be done in order. What follows `take` may add tokens that it has deleted, with an earlier time than before.
 */
import type { Lesson, LessonResult, MessageClass } from './bayes-store.ts';

export interface TokenGain {
  spam: number;
  ham: number;
  /** The latest. */
  atimeS: number;
}

export type TokenLoss = Omit<TokenGain, 'atimeS'>;

/** The place of the last lesson that had it: in one lesson a token counts once. */
interface Met {
  lesson: number;
}

export type LessonStep =
  /** Adds to the counts, or makes the token; its time moves on if this is later. */
  | { readonly kind: 'add'; readonly tokens: Map<string, TokenGain & Met> }
  /** Takes from the counts of those that are known, not below 0, and deletes those left with 0 and 0. */
  | { readonly kind: 'take'; readonly tokens: Map<string, TokenLoss & Met> };

export interface LessonPlan {
  readonly results: readonly LessonResult[];
  readonly steps: readonly LessonStep[];
  /** What is to be noted of each id; undefined: it is to be forgotten. */
  readonly seen: ReadonlyMap<string, MessageClass | undefined>;
  /** Messages more or less; the totals do not fall below 0. */
  readonly spam: number;
  readonly ham: number;
}

/** `known`: of all ids of these lessons, what the store has seen of them. */
export function planLessons(
  lessons: readonly Lesson[],
  known: ReadonlyMap<string, MessageClass>,
): LessonPlan {
  const steps: LessonStep[] = [];
  const seen = new Map<string, MessageClass | undefined>();
  const messages = { spam: 0, ham: 0 };

  const classOf = (id: string): MessageClass | undefined => (seen.has(id) ? seen.get(id) : known.get(id));

  const forget = (lesson: Lesson, place: number, id: string, as: MessageClass): void => {
    messages[as] -= 1;
    seen.set(id, undefined);
    takeTokens(steps, lesson, place, as);
  };

  const follow = (lesson: Lesson, place: number): LessonResult => {
    const id = lesson.ids.find(one => classOf(one) !== undefined);
    const before = id === undefined ? undefined : { id, as: classOf(id) };
    if (lesson.as === 'forget') {
      if (before?.as === undefined) return 'known';
      forget(lesson, place, before.id, before.as);
      return 'forgotten';
    }
    if (before?.as === lesson.as) return 'known';
    if (before?.as !== undefined) {
      if (lesson.keepKnown === true) return 'known';
      forget(lesson, place, before.id, before.as);
    }
    messages[lesson.as] += 1;
    const [first] = lesson.ids;
    if (first !== undefined) seen.set(first, lesson.as);
    addTokens(steps, lesson, place, lesson.as);
    return before === undefined ? 'learned' : 'relearned';
  };

  const results = lessons.map(follow);
  return { results, steps, seen, ...messages };
}

function addTokens(steps: LessonStep[], { tokens, atimeS }: Lesson, lesson: number, as: MessageClass): void {
  let step = steps.at(-1);
  if (step?.kind !== 'add') {
    step = { kind: 'add', tokens: new Map() };
    steps.push(step);
  }
  for (const key of tokens) {
    const gain = step.tokens.get(key);
    if (gain === undefined) {
      step.tokens.set(key, { spam: as === 'spam' ? 1 : 0, ham: as === 'ham' ? 1 : 0, atimeS, lesson });
    } else if (gain.lesson !== lesson) {
      gain[as] += 1;
      gain.atimeS = Math.max(gain.atimeS, atimeS);
      gain.lesson = lesson;
    }
  }
}

function takeTokens(steps: LessonStep[], { tokens }: Lesson, lesson: number, as: MessageClass): void {
  let step = steps.at(-1);
  if (step?.kind !== 'take') {
    step = { kind: 'take', tokens: new Map() };
    steps.push(step);
  }
  for (const key of tokens) {
    const loss = step.tokens.get(key);
    if (loss === undefined) {
      step.tokens.set(key, { spam: as === 'spam' ? 1 : 0, ham: as === 'ham' ? 1 : 0, lesson });
    } else if (loss.lesson !== lesson) {
      loss[as] += 1;
      loss.lesson = lesson;
    }
  }
}
