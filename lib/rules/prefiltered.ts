/** The prefilter: for a rule set which regexes look at headers, body, rawbody, URIs; for a message where they can match. */
import { bodyText } from './body-text.ts';
import { perSet } from './per-set.ts';
import type { MessageContext } from './plugins/plugin.ts';
import { RegexGroup } from './prefilter/candidates.ts';
import type { Candidates } from './prefilter/candidates.ts';
import { RegexError } from './regex/ast.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import { subjectOf } from './header-subject.ts';
import type { Rule, RuleSet } from './rule.ts';

export type FilteredArea = 'body' | 'rawbody' | 'uri';
type Group = FilteredArea | 'header';

type Groups = Readonly<Record<Group, RegexGroup>>;

const known = perSet((): { groups: Groups | undefined; messages: number } => ({
  groups: undefined,
  messages: 0,
}));

/** Works out, once a set, what is to be known of its regexes. It takes a second or more with the stock rules. */
export function regexGroups(set: RuleSet): Groups {
  return (known(set).groups ??= {
    header: new RegexGroup(regexesOf(set, 'header')),
    body: new RegexGroup(regexesOf(set, 'body')),
    rawbody: new RegexGroup(regexesOf(set, 'rawbody')),
    uri: new RegexGroup(regexesOf(set, 'uri')),
  });
}

/** undefined for the first message that a set sees, unless an image has them: they pay when more come. */
function groupsFor({ set }: MessageContext): Groups | undefined {
  const own = known(set);
  own.messages += 1;
  return own.groups === undefined && own.messages === 1 ? undefined : regexGroups(set);
}

/** Makes for the message's rule set what it needs, if this message is to have it. */
export function preparePrefilter(message: MessageContext): void {
  message.once(groupsFor);
}

const EVERYTHING: Candidates = { isExcluded: () => false, of: () => undefined };

const AREAS: Readonly<Record<FilteredArea, (message: MessageContext) => readonly string[]>> = {
  // Its lines may change while rules run; then they are another array.
  body: message => message.once(bodyText).lines,
  rawbody: ({ views }) => views.rawbody,
  uri: ({ views }) => views.uris,
};

export function candidatesIn(area: FilteredArea, message: MessageContext): Candidates {
  const group = message.once(groupsFor)?.[area];
  if (group === undefined) return EVERYTHING;
  const elements = AREAS[area](message);
  return foundBefore(message, elements, () => group.candidates(elements));
}

/** In the value of a header as its rules see it. */
export function candidatesInHeader(value: string, message: MessageContext): Candidates {
  const group = message.once(groupsFor)?.header;
  if (group === undefined) return EVERYTHING;
  return foundBefore(message, value, () => group.candidates([value]));
}

const texts = (): Map<string | readonly string[], Candidates> => new Map();

/** Many rules in turn ask about one text. */
function foundBefore(
  message: MessageContext,
  text: string | readonly string[],
  find: () => Candidates,
): Candidates {
  const known = message.once(texts);
  let candidates = known.get(text);
  if (candidates === undefined) {
    candidates = find();
    known.set(text, candidates);
  }
  return candidates;
}

/**
 * Whether a rule cannot hit, as far as can be told without its regex. Cheap, since it is asked of nearly all rules for every
 * message.
 */
export function isExcluded({ test }: Rule, message: MessageContext): boolean {
  if (test.kind === 'text')
    return test.area !== 'full' && candidatesIn(test.area, message).isExcluded(test.regex);
  if (test.kind !== 'header' || test.negated || test.regex.hasTemplates) return false;
  return candidatesInHeader(subjectOf(test, message.views), message).isExcluded(test.regex);
}

/** Those that are filled in for each message are not known yet. */
function regexesOf({ rules }: RuleSet, group: Group): readonly RuleRegex[] {
  const regexes: RuleRegex[] = [];
  for (const { test } of rules.values()) {
    if (test.kind !== 'text' && test.kind !== 'header') continue;
    if ((test.kind === 'text' ? test.area : test.kind) !== group || test.regex.hasTemplates) continue;
    if (isRegex(test.regex)) regexes.push(test.regex);
  }
  return regexes;
}

/** One that is rewritten by replace_tags may turn out to be none; its rule tells when it runs. */
function isRegex(regex: RuleRegex): boolean {
  try {
    regex.validate();
    return true;
  } catch (error) {
    if (error instanceof RegexError) return false;
    throw error;
  }
}

/** What runs need no more, once the groups are made, is dropped: for an image, where every byte costs time at each start. */
export function compactRegexes(set: RuleSet): void {
  regexGroups(set);
  for (const { test } of set.rules.values())
    if (test.kind === 'header' || (test.kind === 'text' && test.area !== 'full')) test.regex.compact();
}
