/**
 * The right-hand side of `meta` (spec 1.8): arithmetic over rule names, decimal numbers, local_tests_only and
 * rules_matching(GLOB). Like SpamAssassin it is tried with every rule at 0, so that a division that can fail is an error
 * before it does. Throws an ExpressionError.
 */
import { evaluateMeta } from './expression.ts';
import type { MetaExpression } from './expression.ts';
import { ExpressionError, readExpression, tokensOf } from './read-expression.ts';
import type { Token } from './read-expression.ts';

const MATCHING = /(?<!_)\brules_matching\(\s*([_a-zA-Z*?][_a-zA-Z0-9*?]{0,127})\s*\)/g;
const NAME = /^[_a-zA-Z][_a-zA-Z0-9]{0,127}$/;
/** Stands for a rules_matching() while the text is cut into tokens; the colon keeps it apart from every rule. */
const PLACE = /^matching:(\d+)$/;

/** undefined: `()`, which declares a rule that has no test. */
export function parseMeta(text: string): MetaExpression | undefined {
  if (/\*\s*\*/.test(text)) throw new ExpressionError('there is no operator **');
  const foreign = /::|->|[$@%;{}]/.exec(text)?.[0];
  if (foreign !== undefined) throw new ExpressionError(`${foreign} is not expected here`);
  const globs: string[] = [];
  const plain = text.replace(MATCHING, (_, glob: string) => ` matching:${globs.push(glob) - 1} `);
  const tokens = tokensOf(plain);
  if (tokens.join('') === '()') return undefined;
  const expression = readExpression(tokens.flatMap(token => meaningOf(token, globs)));
  const atZero = evaluateMeta(expression, { valueOf: () => 0, localTestsOnly: false });
  if (Number.isNaN(atZero)) throw new ExpressionError('a division by zero is possible');
  return expression;
}

function meaningOf(token: string, globs: readonly string[]): readonly Token[] {
  const place = PLACE.exec(token)?.[1];
  if (place !== undefined) return [{ kind: 'matching', glob: globs[Number(place)] ?? '' }];
  if (token === 'local_tests_only') return [{ kind: 'local-tests-only' }];
  if (NAME.test(token)) return [{ kind: 'rule', name: token }];
  if (/^\d+(?:\.\d+)?$/.test(token)) return [{ kind: 'number', value: numberOf(token) }];
  if (/^[-+]{2}$/.test(token)) return [token.slice(0, 1), token.slice(1)];
  if (/^(?:[^\w\s]|[<>=!]=|&&|\|\|)$/.test(token)) return [token];
  throw new ExpressionError(`${token} is neither rule nor number; put blanks around operators`);
}

/** As in Perl, a leading 0 makes it octal. */
function numberOf(token: string): number {
  if (!/^0\d+$/.test(token)) return Number(token);
  if (!/^[0-7]+$/.test(token)) throw new ExpressionError(`${token} is no octal number`);
  return parseInt(token, 8);
}
