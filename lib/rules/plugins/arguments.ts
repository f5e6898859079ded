/** Reads the arguments of eval functions. */
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
