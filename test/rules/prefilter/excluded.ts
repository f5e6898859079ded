/** For a message what the prefilter leaves out, and what of it V8 finds all the same: nothing, if the prefilter is right. */
import { candidatesIn } from '../../../lib/rules/prefiltered.ts';
import type { FilteredArea } from '../../../lib/rules/prefiltered.ts';
import type { MessageContext } from '../../../lib/rules/plugins/plugin.ts';
import { RegexError } from '../../../lib/rules/regex/ast.ts';
import type { RuleRegex } from '../../../lib/rules/regex/rule-regex.ts';
import type { Rule, RuleSet } from '../../../lib/rules/rule.ts';
import type { Views } from '../../../lib/views/views.ts';

export interface Exclusions {
  readonly excluded: number;
  /** Rule and text of what should not have been left out. */
  readonly wrong: readonly string[];
}

const compiled = new WeakMap<RuleRegex, RegExp>();

/** `isWanted`: not every regex is to be compiled. */
export function exclusions(context: MessageContext, isWanted: (regex: RuleRegex) => boolean): Exclusions {
  const wrong: string[] = [];
  let excluded = 0;
  for (const rule of context.set.rules.values()) {
    const searched = searchedBy(rule, context);
    if (searched === undefined || !isWanted(searched.regex)) continue;
    const { regex, elements, possible } = searched;
    if (possible === undefined) continue;
    const numbers = new Set(possible);
    for (const [number, element] of elements.entries()) {
      if (numbers.has(number)) continue;
      excluded += 1;
      if (plain(regex).test(element)) wrong.push(`${rule.name}: ${JSON.stringify(element.slice(0, 200))}`);
    }
  }
  return { excluded, wrong };
}

interface Searched {
  readonly regex: RuleRegex;
  readonly elements: readonly string[];
  readonly possible: readonly number[] | undefined;
}

function searchedBy({ number, test }: Rule, context: MessageContext): Searched | undefined {
  if ((test.kind !== 'text' && test.kind !== 'header') || !isRegex(test.regex)) return undefined;
  const { regex } = test;
  if (test.kind === 'header') {
    const value = context.views.header(test.target.name, test.target.modifiers).join('\n');
    return { regex, elements: [value], possible: candidatesIn('header', context).elementsOf(number) };
  }
  if (test.area === 'full') return undefined;
  return {
    regex,
    elements: elementsOf(test.area, context.views),
    possible: candidatesIn(test.area, context).elementsOf(number),
  };
}

function elementsOf(area: FilteredArea, views: Views): readonly string[] {
  return area === 'uri' ? views.uris : views[area];
}

function isRegex(regex: RuleRegex): boolean {
  try {
    return !regex.hasTemplates && regex.requirement.minLength >= 0;
  } catch (error) {
    if (error instanceof RegexError) return false;
    throw error;
  }
}

function plain(regex: RuleRegex): RegExp {
  const known = compiled.get(regex) ?? new RegExp(regex.source, regex.flags);
  compiled.set(regex, known);
  return known;
}

/** As RuleRun has it, as far as the prefilter asks. */
export function contextOf(set: RuleSet, views: Views): MessageContext {
  const made = new Map<unknown, unknown>();
  const context = {
    set,
    views,
    once: <T>(make: (context: MessageContext) => T): T => {
      if (!made.has(make)) made.set(make, make(context));
      return made.get(make) as T;
    },
  } as MessageContext;
  return context;
}
