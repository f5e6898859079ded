/**
 * Which records of senders a rule set works with (spec 6.1, 6.2): those of AWL or of TxRep, and where the rule files say that they
 * are (auto_welcomelist_factory or txrep_factory SQLBasedAddrList with user_awl_dsn). DBM files of SpamAssassin are not used; they
 * can be imported.
 */
import { perSet } from '../rules/per-set.ts';
import { txRepSettings } from '../rules/plugins/tx-rep/settings.ts';
import type { RuleSet } from '../rules/rule.ts';
import { UsageError } from '../errors.ts';
import type { ServerAddress } from '../store/bayes/address.ts';
import { parseDbiName } from '../store/bayes/data-source-name.ts';

export interface SendersScope {
  readonly kind: 'awl' | 'txrep';
  /** What a site calls the table on its server. */
  readonly table: string | undefined;
  /** user_awl_sql_override_username. */
  readonly user: string | undefined;
  /** Throws UsageError for a wrong one. undefined: the rule files name none. */
  readonly place: () => ServerAddress | undefined;
  /** There are records of each user and of all users. */
  readonly isDual: boolean;
}

const SQL_FACTORY = /(?:^|::)SQLBasedAddrList$/;

/** undefined: nobody is remembered. */
export const sendersScope = perSet((set): SendersScope | undefined => {
  const { plugins, settings } = set;
  const txRep = plugins.has('TxRep') ? txRepSettings(set) : undefined;
  const usesAwl = plugins.has('AWL') && settings.flag('use_auto_welcomelist', true);
  if (!usesAwl && txRep?.used !== true) return undefined;
  const kind = usesAwl ? 'awl' : 'txrep';
  const factory = settings.last(usesAwl ? 'auto_welcomelist_factory' : 'txrep_factory') ?? '';
  const dsn = settings.last('user_awl_dsn');
  const given = (key: string): string | undefined => settings.last(key) || undefined;
  return {
    kind,
    table: given('user_awl_sql_table'),
    user: given('user_awl_sql_override_username'),
    place: () => {
      if (dsn === undefined || !SQL_FACTORY.test(factory)) return undefined;
      const place = parseDbiName(dsn, given('user_awl_sql_username'), given('user_awl_sql_password'));
      if (place !== undefined) return place;
      throw new UsageError(
        `user_awl_dsn ${dsn}: mailsift knows DBI:mysql:, DBI:MariaDB: and DBI:Pg:; or give reputation.store`,
      );
    },
    isDual: kind === 'txrep' && txRep !== undefined && txRep.userRatio > 0,
  };
});

export function usesTxRep(set: RuleSet): boolean {
  return sendersScope(set)?.kind === 'txrep';
}
