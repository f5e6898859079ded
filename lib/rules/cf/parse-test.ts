/**
 * The right-hand sides of rule directives (spec 1.4): what is tested, with which regex or eval function. Throws a
 * RegexError, MetaSyntaxError or RuleSyntaxError whose message names what is wrong.
 */
import { HEADER_MODIFIERS } from '../../views/header/header-view.ts';
import type { HeaderModifier } from '../../views/header/header-view.ts';
import { parseMeta } from '../meta/parse-meta.ts';
import { findEval } from '../plugins/registry.ts';
import { translateRegex } from '../regex/rule-regex.ts';
import type { EvalArea, HeaderTarget, RuleTest } from '../rule.ts';

export class RuleSyntaxError extends Error {
  override readonly name = 'RuleSyntaxError';
}

export const RULE_KEYS = ['header', 'body', 'rawbody', 'full', 'uri', 'meta', 'mimeheader'] as const;
export type RuleKey = (typeof RULE_KEYS)[number];

export function isRuleKey(key: string): key is RuleKey {
  return (RULE_KEYS as readonly string[]).includes(key);
}

export function parseTest(key: RuleKey, value: string): RuleTest {
  const call = /^(?:rbl)?eval:(.*)$/s.exec(value)?.[1];
  switch (key) {
    case 'meta':
      return { kind: 'meta', expression: parseMeta(value) };
    case 'header':
      return call === undefined ? headerTest(value) : evalTest('header', call);
    case 'mimeheader':
      return mimeHeaderTest(value);
    case 'uri':
      return { kind: 'text', area: key, regex: translateRegex(value) };
    case 'body':
    case 'rawbody':
    case 'full':
      return call === undefined
        ? { kind: 'text', area: key, regex: translateRegex(value) }
        : evalTest(key, call);
  }
}

const MATCH = /^(\S+)\s*([=!])~\s*(.*)$/s;
const IF_UNSET = /^(.*?\S)\s+\[if-unset:\s*(.*?)\s*\]$/s;

function headerTest(value: string): RuleTest {
  const exists = /^exists:(\S+)$/.exec(value)?.[1];
  if (exists !== undefined) return { kind: 'exists', target: headerTarget(exists) };
  const { target, negated, pattern, ifUnset } = matchParts(value);
  return { kind: 'header', target, negated, ifUnset, regex: translateRegex(pattern) };
}

function mimeHeaderTest(value: string): RuleTest {
  const { target, negated, pattern, ifUnset } = matchParts(value);
  return { kind: 'mimeheader', target, negated, ifUnset: ifUnset ?? '', regex: translateRegex(pattern) };
}

function matchParts(value: string): {
  target: HeaderTarget;
  negated: boolean;
  pattern: string;
  ifUnset: string | undefined;
} {
  const match = MATCH.exec(value);
  if (match === null)
    throw new RuleSyntaxError(
      'expected Header =~ /regex/, Header !~ /regex/, exists:Header or eval:function()',
    );
  const [, name = '', sign, rest = ''] = match;
  const unset = IF_UNSET.exec(rest);
  return {
    target: headerTarget(name),
    negated: sign === '!',
    pattern: unset?.[1] ?? rest,
    ifUnset: unset?.[2],
  };
}

function headerTarget(text: string): HeaderTarget {
  const [name = '', ...words] = text.split(':');
  const modifiers: HeaderModifier[] = [];
  for (const word of words) {
    const modifier = HEADER_MODIFIERS.find(one => one === word);
    if (modifier === undefined) throw new RuleSyntaxError(`unknown header modifier :${word}`);
    modifiers.push(modifier);
  }
  return { name, modifiers };
}

function evalTest(area: EvalArea, call: string): RuleTest {
  const match = /^(\w+)\s*(?:\((.*)\))?\s*$/s.exec(call);
  const name = match?.[1];
  if (name === undefined) throw new RuleSyntaxError(`malformed eval: ${call}`);
  const found = findEval(name)?.definition;
  if (found === undefined) throw new RuleSyntaxError(`unknown eval function ${name}`);
  if (found.area !== 'any' && found.area !== area && !(found.area === 'body' && area === 'rawbody')) {
    throw new RuleSyntaxError(`eval function ${name} is for ${found.area} rules`);
  }
  return { kind: 'eval', area, function: name, args: evalArgs(match?.[2] ?? '') };
}

function evalArgs(text: string): readonly string[] {
  const args: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(?:'([^']*)'|"([^"]*)"|([\d.:A-Za-z-]+))\s*(?:,\s*|$)/.exec(rest);
    if (match === null) throw new RuleSyntaxError(`cannot read eval arguments at ${rest.slice(0, 20)}`);
    args.push(match[1] ?? match[2] ?? match[3] ?? '');
    rest = rest.slice(match[0].length);
  }
  return args;
}
