/**
 * Plugins whose answers come from the network, from learning, or from programs and databases that are not there. Their
 * names, directives and functions are known, so that rule files read alike; without the evidence the functions do not hit, as
 * in SpamAssassin with local tests only. What has the evidence tells it by RuleRun.settle.
 */
import type { DirectiveDefinition, DirectiveType } from '../cf/value-types.ts';
import type { EvalArea } from '../rule.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const DNS = 'asks the DNS';
const GEO = 'needs a database of places';
const FILES = 'needs a local database';

export const networkPlugins: readonly Plugin[] = [
  // Debian's .pre files load these.
  {
    name: 'HashBL',
    isDefault: true,
    capabilities: `has_hashbl_attachments has_hashbl_bodyre has_hashbl_bodyre_num has_hashbl_email_domain
      has_hashbl_email_domain_alias has_hashbl_email_regex has_hashbl_email_welcomelist has_hashbl_email_whitelist
      has_hashbl_emails has_hashbl_ignore has_hashbl_sha256 has_hashbl_tag has_hashbl_uris`.split(/\s+/),
    directives: directives({
      words: 'hashbl_ignore hashbl_email_domain_alias hashbl_acl_*',
      string: 'hashbl_email_regex hashbl_email_welcomelist',
    }),
    evals: {
      ...silent('body', 'check_hashbl_attachments check_hashbl_bodyre', DNS),
      ...silent('header', 'check_hashbl_emails check_hashbl_tag check_hashbl_uris', DNS),
    },
  },
  {
    name: 'SpamCop',
    isDefault: true,
    directives: directives({
      string: 'spamcop_from_address spamcop_to_address spamcop_relayhost',
      number: 'spamcop_max_report_size',
    }),
  },

  // These are loaded on request.
  {
    name: 'ASN',
    isDefault: false,
    capabilities: ['has_asn_geodb', 'has_asn_lookup_ipv6', 'has_check_asn', 'has_check_asn_tag'],
    directives: directives({
      string: 'asn_lookup asn_lookup_ipv6',
      nothing: 'clear_asn_lookups',
      custom: 'asn_prefix',
      bool: 'asn_use_geodb asn_prefer_geodb asn_use_dns',
    }),
    evals: silent('header', 'check_asn', DNS),
  },
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
