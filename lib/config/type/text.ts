/**
 * One line of text that may end up in a header field or an address, so control characters are refused. In look-ups
 * `$1` ... are filled in.
 */
import { expandGroups } from '../../lookup/expand.ts';
import { unexpected, type JsonSchema, type ValueType } from '../value-type.ts';

/** `form`: what the text has to look like, and that in words. */
export function text(form?: { readonly pattern: string; readonly title: string }): ValueType<string> {
  const title = form?.title ?? 'text on one line';
  const schema: JsonSchema = {
    title,
    type: 'string',
    pattern: form?.pattern ?? '^[^\\x00-\\x1f\\x7f]*$',
    maxLength: 1000,
  };
  return {
    schema,
    unit: '',
    read: (raw, context) => (typeof raw === 'string' ? raw : unexpected(raw, title, context, '')),
    parse: given => {
      if (given === undefined) return { ok: false, fault: `expected ${title} behind the key` };
      if (new RegExp(String(schema['pattern']), 'u').test(given)) return { ok: true, value: given };
      return { ok: false, fault: `expected ${title}, got ${JSON.stringify(given)}` };
    },
    expand: expandGroups,
  };
}
