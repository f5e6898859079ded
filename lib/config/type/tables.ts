/** A list of look-up tables, see lookup.ts; also the value of look-ups in two steps (recipient, then sender). */
import type { Table } from '../../lookup/table.ts';
import { unexpected, type JsonSchema, type ValueType } from '../value-type.ts';
import { PATH_SCHEMA } from './path.ts';
import { readTable } from './table.ts';
import { withNull } from './nullable.ts';

export function tables<T>(item: ValueType<T>): ValueType<readonly Table<T>[]> {
  const title = 'a list of look-up tables';
  return {
    schema: { title, type: 'array', items: tableSchema(item) },
    unit: '',
    read: (raw, context) => {
      if (!Array.isArray(raw)) return unexpected(raw, title, context, []);
      return raw.map((table: unknown, index) => readTable(table, item, context.at(index)));
    },
  };
}

function tableSchema<T>(item: ValueType<T>): JsonSchema {
  const value = withNull(item.schema);
  const bare = { title: 'a regular expression', type: 'string', minLength: 1 };
  const pair = {
    title: 'a list of two: [PATTERN, VALUE]',
    type: 'array',
    items: [bare, value],
    additionalItems: false,
    minItems: 2,
    maxItems: 2,
  };
  const kinds: Record<string, unknown> = {
    constant: item.schema,
    hash: {
      title: 'a mapping of addresses and domains to values',
      type: 'object',
      additionalProperties: value,
    },
    regexp: {
      title: 'a list of regular expressions',
      type: 'array',
      items: item.acl === undefined ? pair : { if: { type: 'string' }, then: bare, else: pair },
    },
  };
  if (item.parse !== undefined) kinds['file'] = PATH_SCHEMA;
  if (item.acl !== undefined) {
    const element = { title: 'an address or domain, with ! for no', type: 'string', pattern: '^!*[^!\\s]+$' };
    kinds['acl'] = { title: 'a list of addresses and domains', type: 'array', items: element };
    kinds['acl_file'] = PATH_SCHEMA;
  }
  return {
    title: `a mapping with one of the keys ${Object.keys(kinds).join(', ')}`,
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: kinds,
  };
}
