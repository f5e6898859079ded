/** Replaces rules_matching(GLOB) by the sum of the rules whose names match, the meta itself left out (spec 1.8). */
import type { MetaExpression } from './expression.ts';

export function expandMatching(
  expression: MetaExpression,
  self: string,
  names: Iterable<string>,
): MetaExpression {
  const expand = (one: MetaExpression): MetaExpression => expandMatching(one, self, names);
  switch (expression.kind) {
    case 'matching':
      return sumOf(expression.glob, self, names);
    case 'not':
    case 'negate':
      return { ...expression, operand: expand(expression.operand) };
    case 'chain':
      return { ...expression, operands: expression.operands.map(expand) };
    case 'binary':
      return { ...expression, left: expand(expression.left), right: expand(expression.right) };
    case 'choice': {
      const { test, yes, no } = expression;
      return { kind: 'choice', test: expand(test), yes: expand(yes), no: expand(no) };
    }
    case 'number':
    case 'rule':
    case 'local-tests-only':
      return expression;
  }
}

function sumOf(glob: string, self: string, names: Iterable<string>): MetaExpression {
  const operands: MetaExpression[] = [];
  for (const name of names) if (name !== self && matches(name, glob)) operands.push({ kind: 'rule', name });
  return operands.length === 0 ? { kind: 'number', value: 0 } : { kind: 'chain', operator: '+', operands };
}

/** `*` is any string, `?` any character. Without a regex: `*a*a*a*a` must not take long. */
function matches(name: string, glob: string): boolean {
  let [at, inGlob, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = glob[inGlob];
    if (wanted === '*') {
      star = inGlob;
      retry = at;
      inGlob += 1;
    } else if (wanted === '?' || wanted === name[at]) {
      at += 1;
      inGlob += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      inGlob = star + 1;
    } else return false;
  }
  return /^\**$/.test(glob.slice(inGlob));
}
