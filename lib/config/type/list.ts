/** A list of values of one kind. */
import { unexpected, type ValueType } from '../value-type.ts';

export function list<T>(item: ValueType<T>): ValueType<readonly T[]> {
  const title = `a list, each item ${item.schema.title}`;
  return {
    schema: { title, type: 'array', items: item.schema },
    unit: '',
    read: (raw, context) => {
      if (!Array.isArray(raw)) return unexpected(raw, title, context, []);
      return raw.map((element: unknown, index) => item.read(element, context.at(index)));
    },
  };
}
