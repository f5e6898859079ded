/**
 * Which Bayes data a site uses: what its configuration says, else what its rule files say (SpamAssassin's bayes_store_module,
 * bayes_sql_dsn, bayes_sql_username, bayes_sql_password, bayes_sql_override_username, and the times of Redis), else a SQLite
 * file in the state directory. SpamAssassin's own files (bayes_path) and its SQLite tables cannot be opened; `mailsift rules
 * lint` says so, and `mailsift learn --import` takes them over.
 */
import { join } from 'node:path';
import type { SettingLines } from '../../rules/settings.ts';
import type { BayesStoreAddress } from './address.ts';
import { parseDbiName, parseRedisName } from './data-source-name.ts';
import { DEFAULT_BAYES_OPTIONS, SITE_USER, type BayesStoreOptions } from './options.ts';

export interface OwnBayesSettings {
  /** null: as the rule files say. */
  readonly store: BayesStoreAddress | null;
  /** null: as the rule files say, else the site's. */
  readonly user: string | null;
  readonly timeoutMs: number;
}

export interface BayesStorePlace {
  readonly address: BayesStoreAddress;
  /** Everything but the access. */
  readonly options: Omit<BayesStoreOptions, 'access'>;
}

export function storeAddressFor(
  rules: SettingLines,
  own: OwnBayesSettings,
  stateDirectory: string,
): BayesStorePlace {
  const address =
    own.store ??
    addressOfRules(rules) ??
    ({ kind: 'sqlite', path: join(stateDirectory, 'bayes.sqlite') } as const);
  const override = rules.last('bayes_sql_override_username') ?? '';
  // Redis holds one set of data, and SpamAssassin asks for no name there.
  const ofRules = override === '' || address.kind === 'redis' ? SITE_USER : override;
  return {
    address,
    options: {
      user: own.user ?? ofRules,
      timeoutMs: own.timeoutMs,
      touchGrainS: DEFAULT_BAYES_OPTIONS.touchGrainS,
      tokenTtlS: ttlS(rules, 'bayes_token_ttl', DEFAULT_BAYES_OPTIONS.tokenTtlS),
      seenTtlS: ttlS(rules, 'bayes_seen_ttl', DEFAULT_BAYES_OPTIONS.seenTtlS),
    },
  };
}

function addressOfRules(rules: SettingLines): BayesStoreAddress | undefined {
  const module = rules.last('bayes_store_module')?.replace(/^Mail::SpamAssassin::BayesStore::/, '');
  const dsn = rules.last('bayes_sql_dsn') ?? '';
  if (module === 'Redis') return parseRedisName(dsn);
  if (module !== 'MySQL' && module !== 'PgSQL' && module !== 'SQL') return undefined;
  return parseDbiName(dsn, rules.last('bayes_sql_username'), rules.last('bayes_sql_password'));
}

const UNIT_S: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** undefined: nothing goes by itself. */
function ttlS(rules: SettingLines, key: string, otherwise: number | undefined): number | undefined {
  if (!rules.flag('bayes_auto_expire', true)) return undefined;
  const [, digits, unit = 's'] = /^(\d{1,9}(?:\.\d*)?)\s*([smhdw])?$/i.exec(rules.last(key) ?? '') ?? [];
  if (digits === undefined) return otherwise;
  const seconds = Math.floor(Number(digits) * (UNIT_S.get(unit.toLowerCase()) ?? 1));
  return seconds > 0 ? seconds : undefined;
}
