/**
 * Template tags in regexes (spec 1.9): `%{NAME}` and `%{NAME(argument)}` stand for the values that another rule captured,
 * or that the message has, any of them, taken literally.
 */
import { RuleRegex } from './rule-regex.ts';

/** Values of a tag for this message; none: the rule does not run. */
export type TagValues = (name: string, argument: string | undefined) => readonly string[];

const TEMPLATE = /(?<!\\)%\{([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:\(([^)}]*)\))?\}/g;

const filled = new WeakMap<RuleRegex, RuleRegex>();

/**
 * undefined when a tag has no value. SpamAssassin compiles such a regex once, with the values of the first message of a
 * process that has all of them, and so does this: filter and tag have one message a process; scan agrees with
 * SpamAssassin's library over the same messages.
 */
export function fillTemplates(regex: RuleRegex, valuesOf: TagValues): RuleRegex | undefined {
  const missing: string[] = [];
  const source = regex.perlSource.replace(TEMPLATE, (_, name: string, argument: string | undefined) => {
    const values = valuesOf(name, argument).filter(value => value !== '');
    if (values.length === 0) missing.push(name);
    return `(?:${values.map(quoted).join('|')})`;
  });
  if (missing.length > 0) return undefined;
  const ready = filled.get(regex) ?? new RuleRegex(source, regex.perlFlags);
  filled.set(regex, ready);
  return ready;
}

/** In a class of characters a value would be something else. */
const IN_CLASS = /\[[^\]]*%\{/;

/** What matches wherever the regex does, whatever its tags stand for; undefined: nothing can be said. */
export function coverOf({ perlSource, perlFlags }: RuleRegex): RuleRegex | undefined {
  if (IN_CLASS.test(perlSource)) return undefined;
  return new RuleRegex(
    perlSource.replace(TEMPLATE, () => String.raw`[\x00-\xff]*`),
    perlFlags,
  );
}

/** As Perl's quotemeta does it for bytes. */
function quoted(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
