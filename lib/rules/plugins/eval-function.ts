/** An eval function: what a rule calls by `eval:name(args)`. Names and arguments mean what they mean in SpamAssassin. */
import type { Views } from '../../views/views.ts';
import type { EvalArea } from '../rule.ts';

export interface EvalDefinition {
  /** The kind of rule that may call it. */
  readonly area: EvalArea | 'any';
  /** Above 0: a hit, and the value that metas see. It must not throw on any message. */
  readonly run: (views: Views, args: readonly string[]) => number | boolean;
}

/** The numeric argument; `undef`, `inf` and none are `otherwise`. */
export function numberArg(args: readonly string[], index: number, otherwise: number): number {
  const text = args[index];
  if (text === undefined || text === '' || text === 'undef' || text === 'inf') return otherwise;
  const number = Number(text);
  return Number.isNaN(number) ? otherwise : number;
}

/** `value op number`, where `condition` is `op number`: `> 3`. */
export function compare(value: number, condition: string): boolean {
  const match = /^\s*(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(condition);
  if (match === null) return false;
  const number = Number(match[2]);
  switch (match[1] as '<' | '<=' | '>' | '>=' | '==' | '!=') {
    case '<':
      return value < number;
    case '<=':
      return value <= number;
    case '>':
      return value > number;
    case '>=':
      return value >= number;
    case '==':
      return value === number;
    case '!=':
      return value !== number;
  }
}
