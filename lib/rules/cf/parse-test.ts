/**
 * The right-hand sides of rule directives (spec 1.4): what is tested, with which regex or eval function. Throws a
 * RegexError, ExpressionError or RuleSyntaxError whose message names what is wrong.
 */
import { HEADER_MODIFIERS } from '../../views/header/header-view.ts';
import type { HeaderModifier } from '../../views/header/header-view.ts';
import { parseMeta } from '../meta/parse-meta.ts';
import { URI_DETAIL_KEYS } from '../uri-clause.ts';
import type { UriClause } from '../uri-clause.ts';
import { readRegexLiteral } from '../regex/literal.ts';
import { askDnsTest } from '../answer-test.ts';
import { RegexError, translateRegex } from '../regex/rule-regex.ts';
import type { RuleRegex } from '../regex/rule-regex.ts';
import type { EvalArea, HeaderTarget, RuleTest } from '../rule.ts';

export class RuleSyntaxError extends Error {
  override readonly name = 'RuleSyntaxError';
}

/** Directives that define a rule; those of a plugin exist with it only. */
const RULE_KEYS = {
  header: undefined,
  body: undefined,
  rawbody: undefined,
  full: undefined,
  uri: undefined,
  meta: undefined,
  reuse: undefined,
  mimeheader: 'MIMEHeader',
  askdns: 'AskDNS',
  uri_detail: 'URIDetail',
} as const;
export type RuleKey = keyof typeof RULE_KEYS;

export function isRuleKey(key: string): key is RuleKey {
  return Object.hasOwn(RULE_KEYS, key);
}

export function pluginOfRuleKey(key: RuleKey): string | undefined {
  return RULE_KEYS[key];
}

export interface TestOptions {
  /** Regexes that match everything are errors. */
  readonly strict: boolean;
}

export function parseTest(key: RuleKey, value: string, options: TestOptions = { strict: false }): RuleTest {
  const call = /^(?:rbl)?eval:(.*)$/s.exec(value)?.[1];
  switch (key) {
    case 'meta': {
      const expression = parseMeta(value);
      return expression === undefined
        ? { kind: 'empty', why: 'declared without a test' }
        : { kind: 'meta', expression };
    }
    case 'header':
      return call === undefined ? headerTest(value, options) : evalTest('header', call);
    case 'mimeheader':
      return mimeHeaderTest(value, options);
    case 'uri':
      return { kind: 'text', area: key, regex: regexOf(value, options) };
    case 'body':
    case 'rawbody':
    case 'full':
      return call === undefined
        ? { kind: 'text', area: key, regex: regexOf(value, options) }
        : evalTest(key, call);
    case 'uri_detail':
      return uriDetailTest(value, options);
    case 'askdns':
      return dnsTest(value);
    case 'reuse':
      return { kind: 'empty', why: 'reuses the hits of an earlier scan' };
  }
}

const HEADER_MATCH = /^([\w.-]+(?::|(?::[a-z]+){1,2})?)\s*([=!])~\s*(.+)$/s;
const MIME_MATCH = /^([^:\s]+(?::(?:raw)?)?)\s*([=!])~\s*(.+)$/s;

function headerTest(value: string, options: TestOptions): RuleTest {
  const exists = /^exists:([\w.-]+):?$/.exec(value)?.[1];
  if (exists !== undefined) return { kind: 'exists', target: { name: exists, modifiers: [] } };
  const { target, negated, pattern, ifUnset } = matchParts(value, HEADER_MATCH);
  return { kind: 'header', target, negated, ifUnset, regex: regexOf(pattern, options) };
}

function mimeHeaderTest(value: string, options: TestOptions): RuleTest {
  const { target, negated, pattern, ifUnset } = matchParts(value, MIME_MATCH);
  return { kind: 'mimeheader', target, negated, ifUnset: ifUnset ?? '', regex: regexOf(pattern, options) };
}

function matchParts(
  value: string,
  form: RegExp,
): { target: HeaderTarget; negated: boolean; pattern: string; ifUnset: string | undefined } {
  const match = form.exec(value);
  if (match === null)
    throw new RuleSyntaxError(
      'expected Header =~ /regex/, Header !~ /regex/, exists:Header or eval:function()',
    );
  const [, name = '', sign, rest = ''] = match;
  return { target: headerTarget(name.replace(/:$/, '')), negated: sign === '!', ...splitUnset(rest) };
}

/** `/regex/ [if-unset: text]`. */
function splitUnset(text: string): { pattern: string; ifUnset: string | undefined } {
  const mark = /\s\[if-unset:\s/.exec(text);
  const unset = mark === null ? '' : text.slice(mark.index + mark[0].length, -1).trimStart();
  if (mark === null || unset === '' || !text.endsWith(']')) return { pattern: text, ifUnset: undefined };
  return { pattern: text.slice(0, mark.index).trimEnd(), ifUnset: unset };
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
  const [, name, args = ''] = /^(\w+)\((.*?)\)$/s.exec(call) ?? [];
  if (name === undefined) throw new RuleSyntaxError(`expected eval:function(arguments), not eval:${call}`);
  return { kind: 'eval', area, function: name, args: evalArgs(args) };
}

function evalArgs(text: string): readonly string[] {
  const args: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^\s*(?:(['"])(.*?)\1|([\d.:A-Za-z-]+?))\s*(?:,\s*|$)/s.exec(rest);
    if (match === null) throw new RuleSyntaxError(`cannot read eval arguments at ${rest.slice(0, 20)}`);
    args.push(match[2] ?? match[3] ?? '');
    rest = rest.slice(match[0].length);
  }
  return args;
}

const URI_CLAUSE = /\b(\w+)\b\s*([=!])~\s*((?:\/.*?\/|m(\W).*?\4)[imsx]*)(?=\s|$)/gs;

/** `NAME key =~ /re/ key !~ /re/ ...`; the last clause of a key counts. */
function uriDetailTest(value: string, options: TestOptions): RuleTest {
  const clauses = new Map<string, UriClause>();
  for (const [, word = '', sign, literal = ''] of value.matchAll(URI_CLAUSE)) {
    const key = URI_DETAIL_KEYS.find(one => one === word);
    if (key === undefined)
      throw new RuleSyntaxError(`unknown key ${word}; one of ${URI_DETAIL_KEYS.join(', ')}`);
    clauses.set(key, { key, negated: sign === '!', regex: regexOf(literal, options) });
  }
  if (clauses.size === 0) throw new RuleSyntaxError('expected key =~ /regex/ or key !~ /regex/');
  return { kind: 'uri-detail', clauses: [...clauses.values()] };
}

const QUERY_TYPES = new Set(
  `ANY A AAAA MX TXT PTR NAPTR NS SOA CERT CNAME DNAME DHCID HINFO MINFO RP HIP IPSECKEY KX LOC GPOS SRV OPENPGPKEY SSHFP
   SPF TLSA URI CAA CSYNC`.split(/\s+/),
);

/** `askdns NAME query [type[,type]] [subtest]`. */
function dnsTest(value: string): RuleTest {
  const [, template, types = 'A', wanted] =
    /^(\S+)(?:\s+([A-Za-z0-9,]+)(?:\s+(.*?))?)?\s*$/s.exec(value) ?? [];
  const list = types.toUpperCase().split(',');
  const unknown = template === undefined ? value : list.find(type => !QUERY_TYPES.has(type));
  if (template === undefined || unknown !== undefined)
    throw new RuleSyntaxError(`expected a query, types of DNS records and a subtest, not ${String(unknown)}`);
  const answer = wanted === undefined || wanted === '' ? { kind: 'any' as const } : askDnsTest(wanted);
  if (answer === undefined)
    throw new RuleSyntaxError(
      `expected /regex/, "text", [CODE], an address, a number, a range or number/mask, not ${wanted ?? ''}`,
    );
  return { kind: 'askdns', template, types: list, answer };
}

function regexOf(literal: string, { strict }: TestOptions): RuleRegex {
  if (strict) {
    const { source } = readRegexLiteral(literal);
    if (source === '') throw new RegexError('an empty regular expression matches everything');
    if (/(?<!\\)\|\|/.test(source)) throw new RegexError('|| matches everything');
    if (/^\||(?<!\\)\|$/.test(source)) throw new RegexError('| at the edge matches everything');
  }
  return translateRegex(literal);
}
