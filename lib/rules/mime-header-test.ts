/**
 * The test of a mimeheader rule (spec 1.4, 1.6): the last header of its name in each part of the message, or all headers of
 * the part (`ALL`), or the text of if-unset. The first part that matches ends it; `!~` always hits. tflags:
 * `range=2-4` looks at these parts only, counted from 1 for the message itself; `concat` joins the values of the parts, each
 * ending in a newline, and looks at them as one.
 */
import { decodeHeader } from '../views/header/decode-header.ts';
import type { MimeNode } from '../views/mime/mime-node.ts';
import { nodesOf } from '../views/mime/parse-mime.ts';
import { HIT, matchElements, MISS } from './match-elements.ts';
import type { TestResult } from './match-elements.ts';
import type { EvalContext } from './plugins/plugin.ts';
import type { RuleRegex } from './regex/rule-regex.ts';
import type { RuleTest } from './rule.ts';

type MimeHeaderTest = RuleTest & { readonly kind: 'mimeheader' };

export function runMimeHeaderTest(
  test: MimeHeaderTest,
  regex: RuleRegex,
  context: EvalContext,
  expired: () => boolean,
): TestResult {
  // SpamAssassin 4.0.1 forgets that a part matched (MIMEHeader.pm, _check), and its scores count.
  if (test.negated) return HIT;
  const { names } = context.rule.tags;
  const [from, to] = rangeOf(names);
  const parts = nodesOf(context.views.mime).slice(from - 1, to);
  const values = parts.map(part => valueIn(part, test));
  const elements = names.has('concat')
    ? [values.map(value => (value.endsWith('\n') ? value : `${value}\n`)).join('')]
    : values;
  for (const [index, element] of elements.entries()) {
    const result = matchElements(regex, [element], test.target.name, context, expired);
    if (result.count > 0) {
      return result.where === undefined
        ? result
        : { ...result, where: { ...result.where, element: from + index } };
    }
    if (expired()) break;
  }
  return MISS;
}

function valueIn({ fields }: MimeNode, { target, ifUnset }: MimeHeaderTest): string {
  const raw = target.modifiers.includes('raw');
  const text = (field: MimeNode['fields'][number]): string =>
    raw ? field.raw : `${decodeHeader(field.name, field.raw)}\n`;
  const lowerName = target.name.toLowerCase();
  if (lowerName === 'all') {
    return fields.map(field => `${field.name}:${raw ? '' : ' '}${text(field)}`).join('') || ifUnset;
  }
  const last = fields.findLast(field => field.name.toLowerCase() === lowerName);
  return last === undefined ? ifUnset : text(last);
}

/** `range=2`, `range=2-4`, `range=2-`, `range=-4`; without it all parts. */
function rangeOf(names: ReadonlySet<string>): [from: number, to: number] {
  for (const name of names) {
    const [whole, from = '', dash = '', to = ''] = /^range=(\d{0,4})(-?)(\d{0,4})$/.exec(name) ?? [];
    if (whole === undefined || from + to === '') continue;
    const first = Math.max(1, Number(from));
    return [first, dash === '' ? first : to === '' ? Infinity : Number(to)];
  }
  return [1, Infinity];
}
