/** WelcomeListSubject (spec 3.9): globs that stand anywhere in the Subject. One glob a line, blanks and all. */
import { perSet } from '../per-set.ts';
import type { RuleSet } from '../rule.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const welcome = perSet(set => subjectGlobs(set, 'welcomelist_subject'));
const blocked = perSet(set => subjectGlobs(set, 'blocklist_subject'));

function subjectGlobs({ settings }: RuleSet, key: string): readonly RegExp[] {
  return settings.values(key).map(value => {
    const source = value
      .toLowerCase()
      .replace(/[^a-z0-9*?]/g, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
      .replace(/\*+/g, '[^\\n]*')
      .replaceAll('?', '[^\\n]');
    return new RegExp(source);
  });
}

function subjectIn(globs: (set: RuleSet) => readonly RegExp[]): EvalDefinition {
  return {
    area: 'header',
    run: ({ views, set }: MessageContext) => {
      const wanted = globs(set);
      if (wanted.length === 0) return false;
      const subject = views.header('Subject').join('').toLowerCase();
      return subject !== '' && wanted.some(glob => glob.test(subject));
    },
  };
}

export const welcomelistSubject: Plugin = {
  name: 'WelcomeListSubject',
  isDefault: true,
  directives: { welcomelist_subject: 'string', blocklist_subject: 'string' },
  evals: {
    check_subject_in_welcomelist: subjectIn(welcome),
    check_subject_in_whitelist: subjectIn(welcome),
    check_subject_in_blocklist: subjectIn(blocked),
    check_subject_in_blacklist: subjectIn(blocked),
  },
};
