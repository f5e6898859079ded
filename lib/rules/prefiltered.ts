/**
 * The prefilter: for a rule set which regexes look at headers, body, rawbody, URIs; for a message in which rules they can match.
 * Rules are spoken of by their numbers, so that nothing but a number is needed of those that cannot hit.
 */
import { bodyText } from './body-text.ts';
import { perSet } from './per-set.ts';
import type { MessageContext } from './plugins/plugin.ts';
import { RegexGroup } from './prefilter/candidates.ts';
import type { Candidates } from './prefilter/candidates.ts';
import { RegexError } from './regex/ast.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { RuleSet } from './rule.ts';

export type FilteredArea = 'body' | 'rawbody' | 'uri';
type Group = FilteredArea | 'header';

interface RuleGroup {
  readonly regexes: RegexGroup;
  /** By number of the rule the number of its regex, counted from 1; 0: it is not in the group. */
  readonly regexOf: Uint16Array;
}

type Groups = Readonly<Record<Group, RuleGroup>>;

const known = perSet((): { groups: Groups | undefined; messages: number } => ({
  groups: undefined,
  messages: 0,
}));

/** Works out, once a set, what is to be known of its regexes. It takes a second or more with the stock rules. */
export function regexGroups(set: RuleSet): Groups {
  return (known(set).groups ??= {
    header: ruleGroup(set, 'header'),
    body: ruleGroup(set, 'body'),
    rawbody: ruleGroup(set, 'rawbody'),
    uri: ruleGroup(set, 'uri'),
  });
}

function ruleGroup({ rules }: RuleSet, group: Group): RuleGroup {
  const regexes: RuleRegex[] = [];
  const regexOf = new Uint16Array(rules.size);
  for (const { number, test } of rules.values()) {
    if (test.kind !== 'text' && test.kind !== 'header') continue;
    if ((test.kind === 'text' ? test.area : test.kind) !== group) continue;
    // What a template tag stands for is known for each message only. A negated rule hits where its regex does not match.
    if (test.regex.hasTemplates || (test.kind === 'header' && test.negated) || !isRegex(test.regex)) continue;
    regexOf[number] = regexes.push(test.regex);
  }
  return { regexes: new RegexGroup(regexes), regexOf };
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

const AREAS: Readonly<Record<FilteredArea, (message: MessageContext) => readonly string[]>> = {
  // Its lines may change while rules run; then they are another array.
  body: message => message.once(bodyText).lines,
  rawbody: ({ views }) => views.rawbody,
  uri: ({ views }) => views.uris,
};

/** Of rules by their numbers. */
export interface RuleCandidates {
  /** True: it can match in no element. False: perhaps it can. */
  readonly isExcluded: (rule: number) => boolean;
  /** Numbers of elements, ascending; undefined: all. */
  readonly elementsOf: (rule: number) => readonly number[] | undefined;
}

export const EVERYTHING: RuleCandidates = { isExcluded: () => false, elementsOf: () => undefined };

export function candidatesIn(area: FilteredArea, message: MessageContext): RuleCandidates {
  const group = message.once(groupsFor)?.[area];
  if (group === undefined) return EVERYTHING;
  const elements = AREAS[area](message);
  return foundBefore(message, elements, group, () => elements);
}

/** In the value of a header as its rules see it. */
export function candidatesInHeader(value: string, message: MessageContext): RuleCandidates {
  const group = message.once(groupsFor)?.header;
  return group === undefined ? EVERYTHING : foundBefore(message, value, group, () => [value]);
}

const texts = (): Map<string | readonly string[], RuleCandidates> => new Map();

/** Many rules in turn ask about one text. */
function foundBefore(
  message: MessageContext,
  text: string | readonly string[],
  { regexes, regexOf }: RuleGroup,
  elements: () => readonly string[],
): RuleCandidates {
  const known = message.once(texts);
  let found = known.get(text);
  if (found === undefined) {
    found = ofRules(regexes.candidates(elements()), regexOf);
    known.set(text, found);
  }
  return found;
}

function ofRules({ isExcluded, of }: Candidates, regexOf: Uint16Array): RuleCandidates {
  return {
    isExcluded: rule => {
      const regex = regexOf[rule] ?? 0;
      return regex !== 0 && isExcluded(regex - 1);
    },
    elementsOf: rule => {
      const regex = regexOf[rule] ?? 0;
      return regex === 0 ? undefined : of(regex - 1);
    },
  };
}
