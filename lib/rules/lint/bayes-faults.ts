/** Where SpamAssassin's settings name Bayes data that mailsift cannot open; it keeps its own then, which know nothing at first. */
import type { RuleFault, RuleSet } from '../rule.ts';
import type { SettingLine } from '../settings.ts';

const SERVERS = /^Mail::SpamAssassin::BayesStore::(?:MySQL|PgSQL|SQL|Redis)$/;

export function bayesFaults({ settings }: RuleSet): readonly RuleFault[] {
  const module = settings.all('bayes_store_module').at(-1);
  if (module !== undefined && SERVERS.test(module.value))
    return dsnFaults(module, settings.all('bayes_sql_dsn').at(-1));
  const path = settings.all('bayes_path').at(-1);
  return [
    ...(module === undefined || /::DBM$/.test(module.value)
      ? []
      : [
          faultAt(
            module,
            `${module.value} is not known; mailsift keeps Bayes data in SQLite, MySQL, PostgreSQL or Redis (bayes.store)`,
          ),
        ]),
    ...(path === undefined
      ? []
      : [
          faultAt(
            path,
            'bayes_path names files of Berkeley DB, which mailsift does not work on; take over once what they hold: mailsift learn --import',
          ),
        ]),
  ];
}

function dsnFaults(module: SettingLine, dsn: SettingLine | undefined): readonly RuleFault[] {
  if (module.value.endsWith('::Redis')) return [];
  if (dsn === undefined) return [faultAt(module, 'bayes_sql_dsn is missing: it says where the database is')];
  if (/^dbi:(?:mysql|mariadb|pg)\b/i.test(dsn.value)) return [];
  return [
    faultAt(
      dsn,
      'only DBI:mysql, DBI:MariaDB and DBI:Pg can be shared with SpamAssassin; take over once what it holds: sa-learn --backup, mailsift learn --restore',
    ),
  ];
}

function faultAt({ file, line }: SettingLine, text: string): RuleFault {
  return { file, line, level: 'warning', text };
}
