/** The same, or null for "none". */
import type { ValueType } from '../value-type.ts';

export function nullable<T, Unit extends string>(type: ValueType<T, Unit>): ValueType<T | null, Unit> {
  const { parse, expand, shown } = type;
  return {
    schema: withNull(type.schema),
    unit: type.unit,
    read: (raw, context) => (raw === null ? null : type.read(raw, context)),
    ...(parse === undefined ? {} : { parse }),
    ...(shown === undefined ? {} : { shown }),
    ...(expand === undefined
      ? {}
      : { expand: (value, groups) => (value === null ? null : expand(value, groups)) }),
  };
}

/** Types and enumerations take null in; other keywords (pattern, minimum) do not apply to null anyway. */
export function withNull<Schema extends { readonly title: string; readonly [keyword: string]: unknown }>(
  schema: Schema,
): Schema {
  const { type, enum: words } = schema;
  if ([type].flat().includes('null')) return schema;
  return {
    ...schema,
    title: `${schema.title}, or null`,
    ...(type === undefined ? {} : { type: [...[type].flat(), 'null'] }),
    ...(Array.isArray(words) ? { enum: [...(words as readonly unknown[]), null] } : {}),
  };
}
