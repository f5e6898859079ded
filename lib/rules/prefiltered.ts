/** The prefilter: for a rule set which regexes look at headers, body, rawbody, URIs; for a message where they can match. */
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

/** Works out once a set what it needs to know of its regexes. */
export const regexGroups = perSet((set): Readonly<Record<Group, RegexGroup>> => ({
  header: new RegexGroup(regexesOf(set, 'header')),
  body: new RegexGroup(regexesOf(set, 'body')),
  rawbody: new RegexGroup(regexesOf(set, 'rawbody')),
  uri: new RegexGroup(regexesOf(set, 'uri')),
}));

/** The lines may change while rules run. */
const bodiesSeen = (): Map<readonly string[], Candidates> => new Map();

const WAYS: Readonly<Record<FilteredArea, (context: MessageContext) => Candidates>> = {
  body: context => {
    const { lines } = context.once(bodyText);
    const seen = context.once(bodiesSeen);
    let candidates = seen.get(lines);
    if (candidates === undefined) {
      candidates = regexGroups(context.set).body.candidates(lines);
      seen.set(lines, candidates);
    }
    return candidates;
  },
  rawbody: ({ set, views }) => regexGroups(set).rawbody.candidates(views.rawbody),
  uri: ({ set, views }) => regexGroups(set).uri.candidates(views.uris),
};

export function candidatesIn(area: FilteredArea, context: MessageContext): Candidates {
  return area === 'body' ? WAYS.body(context) : context.once(WAYS[area]);
}

const headersSeen = (): Map<string, Candidates> => new Map();

/** In the value of a header as its rules see it. */
export function candidatesInHeader(
  value: string,
  regex: RuleRegex,
  context: MessageContext,
): readonly number[] | undefined {
  if (value.length < regex.requirement.minLength) return [];
  const seen = context.once(headersSeen);
  let candidates = seen.get(value);
  if (candidates === undefined) {
    candidates = regexGroups(context.set).header.candidates([value]);
    seen.set(value, candidates);
  }
  return candidates.of(regex);
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
