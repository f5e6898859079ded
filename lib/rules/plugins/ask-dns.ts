/**
 * AskDNS (spec 6.6): rules that ask a question made of template tags, such as `_AUTHORDOMAIN_.list.example`, and look at the
 * answer. A question is asked as soon as all its tags have a value, one for each combination of values. Names that cannot
 * be asked for are left out.
 */
import type { RecordType } from '../../net/resolver.ts';
import { toAce } from '../../views/uri/ace.ts';
import { isWellFormedName } from '../../views/uri/domains.ts';
import { isRefusal, responseCode, wantsRefusals } from '../answer-test.ts';
import { perSet } from '../per-set.ts';
import type { Rule, RuleTest } from '../rule.ts';
import { tagValues } from '../tag-values.ts';
import { answerText } from './dns/answer-text.ts';
import { describeRefusal } from './dns/blocked-lists.ts';
import { lookups } from './dns/lookups.ts';
import type { GivenAnswer } from './dns/lookups.ts';
import { passesTest } from './dns/passes-test.ts';
import type { MessageContext, Plugin } from './plugin.ts';

type Question = RuleTest & { readonly kind: 'askdns' };
interface AskingRule {
  readonly rule: Rule;
  readonly question: Question;
  readonly tags: readonly Tag[];
}
interface Tag {
  readonly written: string;
  readonly name: string;
  readonly argument: string | undefined;
}

const TAG = /_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:\((.*?)\))?_/g;
/** The resolver knows no others. */
const TYPES: ReadonlySet<string> = new Set<RecordType>(
  'A AAAA ANY CNAME MX NS PTR SOA SRV TXT'.split(' ') as RecordType[],
);
/** A message may have any number of authors. */
const MAX_QUESTIONS = 50;

const askingRules = perSet(({ rules }): readonly AskingRule[] =>
  [...rules.values()].flatMap(rule => {
    const { test } = rule;
    return test.kind === 'askdns' ? [{ rule, question: test, tags: tagsIn(test.template) }] : [];
  }),
);

function tagsIn(template: string): readonly Tag[] {
  return Array.from(template.matchAll(TAG), ([written, name = '', argument]) => ({
    written,
    name,
    argument,
  }));
}

function prepare(message: MessageContext): void {
  const { set, scoreSet, outside } = message;
  if (outside.resolver === undefined) return;
  for (const one of askingRules(set)) if (one.rule.scores[scoreSet] !== 0) askWhenReady(message, one);
}

function askWhenReady(message: MessageContext, one: AskingRule): void {
  const values = one.tags.map(tag => ({
    tag,
    values: tagValues(message, tag.name, tag.argument).filter(value => value !== ''),
  }));
  const missing = values.find(tag => tag.values.length === 0);
  if (missing !== undefined) {
    message.tags.onceSet(missing.tag.name, () => {
      askWhenReady(message, one);
    });
    return;
  }
  let names = [one.question.template];
  for (const { tag, values: some } of values) {
    names = names.flatMap(name => some.map(value => name.replaceAll(tag.written, value)));
    names = [...new Set(names)].slice(0, MAX_QUESTIONS);
  }
  for (const name of names) ask(message, one, toAce(name).replace(/\.+$/, ''));
}

function ask(message: MessageContext, { rule, question }: AskingRule, name: string): void {
  const [only = 'A', ...more] = question.types;
  const type = more.length > 0 ? 'ANY' : only;
  if (!isWellFormedName(name) || !isAskable(type)) return;
  message.once(lookups).ask({ name, type, rules: [rule.name] }, answer => {
    judge(message, rule.name, question, answer);
  });
}

function isAskable(type: string): type is RecordType {
  return TYPES.has(type);
}

function judge(message: MessageContext, rule: string, question: Question, given: GivenAnswer): void {
  const { code, records, name, type } = given;
  const rcode = responseCode(code);
  const hit = (text: string): void => {
    message.settle(rule, 1, { logs: [`${name} ${type}:${text}`] });
  };
  if (question.answer.kind === 'codes') {
    if (question.answer.codes.has(rcode)) hit(records[0] === undefined ? '' : answerText(records[0]));
    return;
  }
  if (rcode !== 0) return;
  for (const record of records) {
    if (!question.types.includes('ANY') && !question.types.includes(record.type)) continue;
    const text = answerText(record);
    if (record.type === 'A' && isRefusal(text)) {
      message.remark(describeRefusal(name));
      if (!wantsRefusals(question.answer)) continue;
    }
    const { answer: test } = question;
    const isWritten = 'written' in test && text === test.written;
    if (isWritten || passesTest(test, text, record.type === 'A', rule, message)) hit(text);
  }
}

export const askDns: Plugin = {
  name: 'AskDNS',
  isDefault: true,
  capabilities: ['has_tag_header'],
  prepare,
};
