/**
 * A value that may depend on an address: one value for all, or a list of look-up tables tried in order.
 *
 * Each table is a mapping with one key, its kind: `constant: VALUE`, `hash: { ADDRESS: VALUE }`, `file: PATH`,
 * `regexp: [[PATTERN, VALUE]]`, and where the value is true or false also `acl: [ELEMENT]`, `acl_file: PATH` and
 * regexps without a value. null in a hash or regexp means that the table has no opinion.
 */
import type { Lookup } from '../../lookup/lookup.ts';
import { constantTable } from '../../lookup/constant-table.ts';
import type { ValueType } from '../value-type.ts';
import { tables } from './tables.ts';

/** `unmatched`: what holds where no table has an opinion. */
export function lookup<T>(item: ValueType<T>, unmatched: T): ValueType<Lookup<T>> {
  const list = tables(item);
  const title = `${item.schema.title}, or a list of look-up tables`;
  return {
    schema: { title, if: { type: 'array' }, then: list.schema, else: { ...item.schema, title } },
    unit: '',
    read: (raw, context) => ({
      name: context.name,
      tables: Array.isArray(raw)
        ? list.read(raw, context)
        : [constantTable(item.read(raw, context), context.origin)],
      unmatched,
    }),
  };
}
