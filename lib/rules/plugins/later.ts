/**
 * An answer from elsewhere that eval functions ask for: until it is there their rules are undecided, and then it decides them.
 * Without an answer they do not hit.
 */
import type { EvalContext, MessageContext } from './plugin.ts';

export interface Judgement {
  readonly value: boolean | number;
  /** What is told about the hit. Byte strings. */
  readonly logs?: readonly string[];
}

export type Judge<T> = (answer: T) => Judgement | boolean;

export interface Later<T> {
  /** Resolves when the rules that asked are decided; to undefined if there is no answer. */
  readonly told: Promise<T | undefined>;
  /** What is there already. */
  readonly now: () => T | undefined;
  readonly ask: (context: EvalContext, judge: Judge<T>) => boolean | number | undefined;
}

/** undefined: there is none. */
export function known<T>(answer: T | undefined): Later<T> {
  return {
    told: Promise.resolve(answer),
    now: () => answer,
    ask: (context, judge) => judgeNow(context, judge, answer),
  };
}

/** `what`: whose failure it is if the answer fails. */
export function coming<T>(message: MessageContext, what: string, answer: Promise<T | undefined>): Later<T> {
  const waiting: { readonly rule: string; readonly judge: Judge<T> }[] = [];
  let arrived: { readonly value: T | undefined } | undefined;
  const told = answer.then(value => {
    arrived = { value };
    for (const { rule, judge } of waiting) {
      const { value: hit, logs = [] } = judged(judge, value);
      message.settle(rule, Number(hit), { logs });
    }
    return value;
  });
  message.wait(what, told);
  return {
    told,
    now: () => arrived?.value,
    ask: (context, judge) => {
      if (arrived !== undefined) return judgeNow(context, judge, arrived.value);
      waiting.push({ rule: context.rule.name, judge });
      return undefined;
    },
  };
}

function judgeNow<T>(context: EvalContext, judge: Judge<T>, answer: T | undefined): boolean | number {
  const { value, logs = [] } = judged(judge, answer);
  for (const text of logs) context.log(text);
  return value;
}

function judged<T>(judge: Judge<T>, answer: T | undefined): Judgement {
  if (answer === undefined) return { value: false };
  const judgement = judge(answer);
  return typeof judgement === 'boolean' ? { value: judgement } : judgement;
}
