/** The code of a meta gives what its expression gives. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compileMeta, runMetaCode } from '../../../lib/rules/meta/code.ts';
import { evaluateMeta } from '../../../lib/rules/meta/expression.ts';
import type { BinaryOperator, MetaExpression } from '../../../lib/rules/meta/expression.ts';
import { parseMeta } from '../../../lib/rules/meta/parse-meta.ts';
import { NumberLists } from '../../../lib/rules/prefilter/number-lists.ts';

const RULES = ['A', 'B', 'C', 'D'];

function runs(
  expressions: readonly MetaExpression[],
  given: readonly number[],
  localTestsOnly: boolean,
): readonly number[] {
  const constants: number[] = [];
  const code = new NumberLists(
    expressions.map(one => compileMeta(one, name => RULES.indexOf(name), constants)),
  );
  const context = {
    constants: Float64Array.from(constants),
    values: Float64Array.from(given),
    localTestsOnly,
  };
  return expressions.map((_, place) => runMetaCode(code, place, context));
}

// Source: the language of metas, spec 1.8.
for (const [text, expected] of [
  ['A && B', 0],
  ['A && (C || 7)', 3],
  ['A + B + C * 2', 7],
  ['!B', 1],
  ['A > 0 ? C : 9', 3],
  ['C - 4', -1],
  ['C ^ 1', 2],
  ['(A + C) == 4', 1],
] as const)
  test(text, () => {
    const meta = parseMeta(text);
    assert.ok(meta !== undefined);
    assert.deepEqual(runs([meta], [1, 0, 3, 0], false), [expected]);
  });

const { expression } = fc.letrec<{ expression: MetaExpression }>(tie => {
  const inner = tie('expression');
  const kind = <K extends string>(one: K) => fc.constant(one);
  return {
    expression: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.record({ kind: kind('rule'), name: fc.constantFrom(...RULES) }),
      fc.record({ kind: kind('number'), value: fc.constantFrom(0, 1, 2, 0.5) }),
      fc.record({ kind: kind('local-tests-only') }),
      fc.record({ kind: fc.constantFrom('not' as const, 'negate' as const), operand: inner }),
      fc.record({
        kind: kind('chain'),
        operator: fc.constantFrom('||' as const, '&&' as const, '+' as const),
        operands: fc.array(inner, { minLength: 2, maxLength: 4 }),
      }),
      fc.record({
        kind: kind('binary'),
        operator: fc.constantFrom<BinaryOperator>('^', '==', '!=', '<', '<=', '>', '>=', '-', '*', '/'),
        left: inner,
        right: inner,
      }),
      fc.record({ kind: kind('choice'), test: inner, yes: inner, no: inner }),
    ),
  };
});

test('whatever the expression', () => {
  fc.assert(
    fc.property(
      fc.array(expression, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      (expressions, given, localTestsOnly) => {
        const valueOf = (name: string): number => given[RULES.indexOf(name)] ?? 0;
        // -0 and 0 are one value to a meta.
        const plain = expressions.map(one => evaluateMeta(one, { valueOf, localTestsOnly }) + 0);
        assert.deepEqual(
          runs(expressions, given, localTestsOnly).map(value => value + 0),
          plain,
        );
      },
    ),
  );
});
