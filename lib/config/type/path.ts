/** The absolute path of a file or folder. */
import { unexpected, type ValueType } from '../value-type.ts';

export const PATH_SCHEMA = { title: 'an absolute path', type: 'string', pattern: '^/[^\\x00-\\x1f\\x7f]*$' };

export function path(): ValueType<string> {
  return {
    schema: PATH_SCHEMA,
    unit: '',
    read: (raw, context) =>
      typeof raw === 'string' ? raw : unexpected(raw, PATH_SCHEMA.title, context, '/'),
  };
}
