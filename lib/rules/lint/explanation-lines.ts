/** What is known of a rule, as lines for people. */
import type { RuleExplanation } from './explain-rule.ts';

export function explanationLines(one: RuleExplanation): readonly string[] {
  const { setAt } = one;
  const row = (label: string, text: string, place: string | undefined): readonly string[] => [
    `  ${label.padEnd(12)}${text}${place === undefined ? '' : `   (${place})`}`,
  ];
  const list = (label: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : row(label, names.join(' '), undefined);
  return [
    one.rule,
    ...(one.description === '' ? [] : row('describe', one.description, setAt.description)),
    ...row('definition', one.definition, one.definedAt),
    ...row('scores', one.scores.join(' '), setAt.scores ?? 'by default'),
    ...(one.tflags.length === 0 ? [] : row('tflags', one.tflags.join(' '), setAt.tflags)),
    ...row('priority', String(one.priority), setAt.priority),
    ...list('depends on', one.dependsOn),
    ...list('needed by', one.neededBy),
    ...row('hits here', one.never === null ? 'it can' : `never: ${one.never}`, undefined),
  ];
}
