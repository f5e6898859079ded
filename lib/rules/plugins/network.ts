/**
 * Plugins whose answers come from the network, from learning, or from programs and databases that are not there. Their
 * names, directives and functions are known, so that rule files read alike; without the evidence the functions do not hit, as
 * in SpamAssassin with local tests only. What has the evidence tells it by RuleRun.settle.
 */
import type { DirectiveDefinition, DirectiveType } from '../cf/value-types.ts';
import type { EvalArea } from '../rule.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const GEO = 'needs a database of places';
const FILES = 'needs a local database';

export const networkPlugins: readonly Plugin[] = [
  // Debian's .pre files load these.
  {
    name: 'SpamCop',
    isDefault: true,
    directives: directives({
      string: 'spamcop_from_address spamcop_to_address spamcop_relayhost',
      number: 'spamcop_max_report_size',
    }),
  },

  // These are loaded on request.
  { name: 'AccessDB', isDefault: false, evals: silent('header', 'check_access_database', FILES) },
  {
    name: 'AuthRes',
    isDefault: false,
    directives: directives({
      string: 'authres_networks',
      words: 'authres_trusted_authserv authres_ignored_authserv',
    }),
    evals: silent('header', 'check_authres_result', 'takes the word of other hosts'),
  },
  {
    name: 'ExtractText',
    isDefault: false,
    directives: directives({
      number: 'extracttext_maxparts extracttext_timeout',
      string: 'extracttext_external extracttext_use',
    }),
  },
  {
    name: 'PhishTag',
    isDefault: false,
    directives: directives({ pairs: 'trigger_target', string: 'trigger_config', number: 'trigger_ratio' }),
  },
  { name: 'RelayCountry', isDefault: false },
  {
    name: 'ResourceLimits',
    isDefault: false,
    directives: directives({ number: 'resource_limit_mem resource_limit_cpu' }),
  },
  {
    name: 'Reuse',
    isDefault: false,
    directives: directives({ bool: 'run_reuse_tests_only' }),
  },
  {
    name: 'URILocalBL',
    isDefault: false,
    directives: directives({
      pairs: 'uri_block_cc uri_block_cont uri_block_isp uri_block_cidr uri_block_exclude',
    }),
    evals: silent('any', 'check_uri_local_bl', GEO),
  },
];

function directives(
  byType: Partial<Readonly<Record<DirectiveType, string>>>,
): Readonly<Record<string, DirectiveDefinition>> {
  return Object.fromEntries(
    Object.entries(byType).flatMap(([type, names]) =>
      names.split(/\s+/).map(name => [name, type as DirectiveType] as const),
    ),
  );
}

function silent(
  area: EvalArea | 'any',
  names: string,
  never: string,
): Readonly<Record<string, EvalDefinition>> {
  return Object.fromEntries(names.split(/\s+/).map(name => [name, { area, never, run: () => false }]));
}
