/**
 * The prefilter: for a rule set which regexes look at headers, body, rawbody, URIs; for a message in which rules they can match.
 * Rules are spoken of by their numbers, so that nothing but a number is needed of those that cannot hit.
 */
import { bodyText } from './body-text.ts';
import { perSet } from './per-set.ts';
import type { MessageContext } from './plugins/plugin.ts';
import { RegexGroup } from './prefilter/candidates.ts';
import type { Candidates } from './prefilter/candidates.ts';
import { subjectOf } from './header-subject.ts';
import type { HeaderSubject } from './header-subject.ts';
import { RegexError } from './regex/ast.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import { coverOf } from './regex/templates.ts';
import type { RuleSet } from './rule.ts';

export type FilteredArea = 'body' | 'rawbody' | 'uri';
export type FilteredGroup = FilteredArea | 'header';

interface RuleGroup {
  readonly regexes: RegexGroup;
  /** By number of the rule the number of its regex, counted from 1; 0: it is not in the group. */
  readonly regexOf: Uint16Array;
}

/** Each regex looks at one of the subjects. */
interface HeaderGroup extends RuleGroup {
  readonly subjects: readonly HeaderSubject[];
}

type Groups = Readonly<Record<FilteredArea, RuleGroup> & { header: HeaderGroup }>;

const known = perSet((): { groups: Groups | undefined; messages: number } => ({
  groups: undefined,
  messages: 0,
}));

/** Works out, once a set, what is to be known of its regexes. It takes a second or more with the stock rules. */
export function regexGroups(set: RuleSet): Groups {
  return (known(set).groups ??= {
    header: headerGroup(set),
    body: ruleGroup(set, 'body'),
    rawbody: ruleGroup(set, 'rawbody'),
    uri: ruleGroup(set, 'uri'),
  });
}

function ruleGroup({ rules }: RuleSet, area: FilteredArea): RuleGroup {
  const regexes: RuleRegex[] = [];
  const regexOf = new Uint16Array(rules.size);
  for (const { number, test } of rules.values()) {
    if (test.kind !== 'text' || test.area !== area) continue;
    const regex = filterFor(test.regex);
    if (regex !== undefined) regexOf[number] = regexes.push(regex);
  }
  return { regexes: new RegexGroup(regexes), regexOf };
}

function headerGroup({ rules }: RuleSet): HeaderGroup {
  const regexes: RuleRegex[] = [];
  const regexOf = new Uint16Array(rules.size);
  const subjects = new Map<string, { readonly place: number; readonly subject: HeaderSubject }>();
  const elements: number[] = [];
  for (const { number, test } of rules.values()) {
    // A negated rule hits where its regex does not match.
    const regex = test.kind === 'header' && !test.negated ? filterFor(test.regex) : undefined;
    if (test.kind !== 'header' || regex === undefined) continue;
    regexOf[number] = regexes.push(regex);
    const { target, ifUnset } = test;
    const key = JSON.stringify([target.name, target.modifiers, ifUnset]);
    const known = subjects.get(key) ?? { place: subjects.size, subject: { target, ifUnset } };
    subjects.set(key, known);
    elements.push(known.place);
  }
  return {
    regexes: new RegexGroup(regexes, elements),
    regexOf,
    subjects: [...subjects.values()].map(({ subject }) => subject),
  };
}

/** What a template tag stands for is known for each message only. undefined: it is no regex. */
function filterFor(regex: RuleRegex): RuleRegex | undefined {
  const filter = regex.hasTemplates ? coverOf(regex) : regex;
  return filter !== undefined && isRegex(filter) ? filter : undefined;
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

/** Of rules by their numbers. A header rule looks at one element, the value of its header as it sees it. */
export interface RuleCandidates {
  /** True: it can match in no element. False: perhaps it can. */
  readonly isExcluded: (rule: number) => boolean;
  /** Numbers of elements, ascending; undefined: all. */
  readonly elementsOf: (rule: number) => readonly number[] | undefined;
}

export const EVERYTHING: RuleCandidates = { isExcluded: () => false, elementsOf: () => undefined };

export function candidatesIn(group: FilteredGroup, message: MessageContext): RuleCandidates {
  if (group === 'header') return message.once(candidatesInHeaders);
  const found = message.once(groupsFor)?.[group];
  if (found === undefined) return EVERYTHING;
  const elements = AREAS[group](message);
  const known = message.once(texts);
  let candidates = known.get(elements);
  if (candidates === undefined) {
    candidates = ofRules(found.regexes.candidates(elements), found.regexOf);
    known.set(elements, candidates);
  }
  return candidates;
}

/** By the elements of an area. */
const texts = (): Map<readonly string[], RuleCandidates> => new Map();

function candidatesInHeaders(message: MessageContext): RuleCandidates {
  const group = message.once(groupsFor)?.header;
  if (group === undefined) return EVERYTHING;
  const values = group.subjects.map(subject => valueOf(subject, message));
  const { isExcluded } = ofRules(group.regexes.candidates(values), group.regexOf);
  return {
    isExcluded,
    elementsOf: rule => (group.regexOf[rule] === 0 ? undefined : isExcluded(rule) ? [] : ITS_VALUE),
  };
}

const ITS_VALUE = [0];

/** undefined: what is wrong with it, its rules say. */
function valueOf(subject: HeaderSubject, { views }: MessageContext): string | undefined {
  try {
    return subjectOf(subject, views);
  } catch {
    return undefined;
  }
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
