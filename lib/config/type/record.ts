/** A mapping with fixed keys; keys may be left out where `optional` gives a default. */
import { unexpected, type ValueType } from '../value-type.ts';

type Fields<T> = { readonly [K in keyof T]: ValueType<T[K]> };

export function record<T extends object>(
  fields: Fields<T>,
  optional: Partial<NoInfer<T>> = {},
): ValueType<Readonly<T>> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const required = names.filter(name => !(name in optional));
  const title = `a mapping with ${required.join(' and ')}`;
  return {
    schema: {
      title,
      type: 'object',
      additionalProperties: false,
      required,
      properties: Object.fromEntries(names.map(name => [name, fields[name].schema])),
    },
    unit: '',
    read: (raw, context) => {
      const given = new Map<string, unknown>(
        typeof raw === 'object' && raw !== null ? Object.entries(raw) : unexpected(raw, title, context, []),
      );
      const read = (name: keyof T & string) =>
        given.has(name) ? fields[name].read(given.get(name), context.at(name)) : optional[name];
      return Object.fromEntries(names.map(name => [name, read(name)])) as T;
    },
  };
}
