/**
 * A regular expression: the bare expression, or `/expression/flags` where flags are needed (i, m, s, u); a leading
 * `(?i)` as Perl has it works too. JavaScript's syntax, which has lookbehind, named groups and (?i:...).
 */
import { unexpected, type ValueType } from '../value-type.ts';

export function pattern(): ValueType<RegExp> {
  const title = 'a regular expression';
  return {
    schema: { title, type: 'string', minLength: 1, maxLength: 10_000 },
    unit: '',
    read: (raw, context) => {
      if (typeof raw !== 'string') return unexpected(raw, title, context, NEVER);
      const delimited = /^\/(.*)\/([imsu]*)$/s.exec(raw);
      const inline = /^\(\?([ims]+)\)(.*)$/s.exec(raw);
      try {
        if (delimited !== null) return new RegExp(delimited[1] ?? '', delimited[2]);
        if (inline !== null) return new RegExp(inline[2] ?? '', inline[1]);
        return new RegExp(raw);
      } catch (error) {
        return context.fault(error instanceof Error ? error.message : String(error), NEVER);
      }
    },
  };
}

const NEVER = /(?!)/;
