/** Directives that AWL and TxRep have in common, and how their numbers are checked. */
import { allowed, quote } from '../cf/value-types.ts';
import type { DirectiveDefinition, ValueCheck } from '../cf/value-types.ts';

export const STORE_DIRECTIVES: Readonly<Record<string, DirectiveDefinition>> = {
  auto_welcomelist_distinguish_signed: 'bool',
  auto_welcomelist_path: 'string',
  auto_welcomelist_db_modules: 'string',
  auto_welcomelist_file_mode: allowed(/^0?[0-7]{3}$/, 'a file mode, such as 0700'),
  user_awl_sql_override_username: 'string',
  user_awl_dsn: 'string',
  user_awl_sql_username: 'string',
  user_awl_sql_password: 'string',
  user_awl_sql_table: 'string',
};

export function numberWithin(least: number, most: number, kind: 'whole' | 'any' = 'any'): ValueCheck {
  const check = allowed(
    kind === 'whole' ? /^\d+$/ : /^[+-]?\d+(?:\.\d*)?$/,
    `a number from ${least} to ${most}`,
  );
  return value =>
    check(value) ??
    (Number(value) < least || Number(value) > most
      ? `${quote(value)} is wrong; allowed: ${least} to ${most}`
      : undefined);
}
