/**
 * true or false. In table files, where people write `OK`, `1` or nothing at all, a key alone means true, and only
 * `0`, `no`, `n`, `false` and `off` mean false.
 */
import { aclFileTable } from '../../lookup/file-table.ts';
import { aclTable } from '../../lookup/acl-table.ts';
import { unexpected, type ValueType } from '../value-type.ts';

export function boolean(): ValueType<boolean> {
  const title = 'true or false';
  return {
    schema: { title, type: 'boolean' },
    unit: '',
    read: (raw, context) => (typeof raw === 'boolean' ? raw : unexpected(raw, title, context, false)),
    parse: text => ({ ok: true, value: !/^(?:0|no?|false|off)$/i.test(text ?? '1') }),
    acl: { list: aclTable, file: aclFileTable },
  };
}
