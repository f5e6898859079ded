/** The text that a header rule looks at: all values of the header as one. */
import type { Views } from '../views/views.ts';
import type { RuleTest } from './rule.ts';

export type HeaderSubject = Pick<RuleTest & { kind: 'header' }, 'target' | 'ifUnset'>;

/** To Perl an absent header is the empty string, which only a pattern like /^/ matches. */
export function subjectOf({ target, ifUnset }: HeaderSubject, views: Views): string {
  const values = views.header(target.name, target.modifiers);
  const [first] = values;
  if (first === undefined) return ifUnset ?? '';
  return values.length === 1 ? first : values.join(first.endsWith('\n') ? '' : '\n');
}
