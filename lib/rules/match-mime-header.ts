/**
 * The rule kind mimeheader (spec 3.9): the headers of all MIME nodes, the message's own first. `=~` hits at the first node that
 * matches, `!~` when none does. tflags: multiple and maxhits count the matches in that node, range=a-b leaves nodes out
 * (1 is the message itself), concat looks at all of them as one text.
 */
import { decodeHeader } from '../views/header/decode-header.ts';
import type { MimeNode } from '../views/mime/mime-node.ts';
import { nodesOf } from '../views/mime/parse-mime.ts';
import { HIT, MISS, matchElements } from './match-elements.ts';
import type { TestResult } from './match-elements.ts';
import type { EvalContext } from './plugins/plugin.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { HeaderTarget, RuleTest } from './rule.ts';

export function matchMimeHeader(
  { target, negated, ifUnset }: RuleTest & { kind: 'mimeheader' },
  regex: RuleRegex,
  context: EvalContext,
  expired: () => boolean,
): TestResult {
  const { names } = context.rule.tags;
  const { first, last } = rangeOf(names);
  const nodes = nodesOf(context.views.mime).slice(Math.max(0, first - 1), last);
  const values = nodes.map(node => valueOf(node, target) ?? ifUnset);
  const texts = names.has('concat') ? [values.map(withLineEnd).join('')] : values;
  if (negated) return texts.some(text => regex.test(text)) ? MISS : HIT;
  for (const [index, text] of texts.entries()) {
    const result = matchElements(regex, [text], target.name, context, expired);
    if (result.count === 0) continue;
    const { where } = result;
    return { ...result, where: where === undefined ? undefined : { ...where, element: first + index } };
  }
  return MISS;
}

/** `range=2`, `range=2-`, `range=-3`, `range=2-3`. */
function rangeOf(names: ReadonlySet<string>): { readonly first: number; readonly last: number } {
  for (const name of names) {
    const [whole, from, dash, to] = /^range=(\d{1,4})?(-)?(\d{1,4})?$/.exec(name) ?? [];
    if (whole === undefined) continue;
    const first = Number(from ?? 1);
    return { first: Math.max(1, first), last: Number(to ?? (dash === undefined ? first : Infinity)) };
  }
  return { first: 1, last: Infinity };
}

/** The last field of the name, all of them for `ALL`; undefined when there is none. */
function valueOf(node: MimeNode, { name, modifiers }: HeaderTarget): string | undefined {
  const raw = modifiers.includes('raw');
  const read = (field: MimeNode['fields'][number]): string =>
    raw ? field.raw : `${decodeHeader(field.name, field.raw)}\n`;
  if (name === 'ALL')
    return node.fields.map(field => `${field.name}:${raw ? '' : ' '}${read(field)}`).join('');
  const wanted = name.toLowerCase();
  const field = node.fields.findLast(one => one.name.toLowerCase() === wanted);
  return field === undefined ? undefined : read(field);
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
