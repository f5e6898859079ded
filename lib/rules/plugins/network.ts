/**
 * Plugins whose answers come from the network, from learning, or from programs and databases that are not there. Their
 * names, directives and functions are known, so that rule files read alike; without the evidence the functions do not hit, as
 * in SpamAssassin with local tests only. What has the evidence tells it by RuleRun.settle.
 */
import { allowed } from '../cf/value-types.ts';
import type { DirectiveDefinition, DirectiveType } from '../cf/value-types.ts';
import type { EvalArea } from '../rule.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const DNS = 'asks the DNS';
const NETWORK = 'asks a network service';
const GEO = 'needs a database of places';
const FILES = 'needs a local database';

export const networkPlugins: readonly Plugin[] = [
  // Debian's .pre files load these.
  { name: 'AskDNS', isDefault: true, capabilities: ['has_tag_header'] },
  {
    name: 'DNSEval',
    isDefault: true,
    capabilities: ['has_tflags_domains_only', 'has_tflags_ips_only'],
    directives: directives({ string: 'rbl_headers' }),
    evals: silent(
      'header',
      `check_dns_sender check_rbl check_rbl_accreditor check_rbl_envfrom check_rbl_from_domain check_rbl_from_host
       check_rbl_headers check_rbl_ns_from check_rbl_rcvd check_rbl_results_for check_rbl_sub check_rbl_txt`,
      DNS,
    ),
  },
  {
    name: 'URIDNSBL',
    isDefault: true,
    capabilities: [
      'has_subtest_for_ranges',
      'has_tflags_domains_only',
      'has_tflags_notrim',
      'has_uridnsbl_a_ns',
      'has_uridnsbl_for_a',
      'has_uridnsbl_skip_mailto',
    ],
    directives: {
      ...directives({
        bool: 'skip_uribl_checks uridnsbl_skip_mailto',
        number: 'uridnsbl_max_domains',
        words: 'uridnsbl_skip_domain',
        custom: 'clear_uridnsbl_skip_domain uridnsbl_timeout',
      }),
      ...Object.fromEntries(
        ['uridnsbl', 'urirhsbl', 'urinsrhsbl', 'urifullnsrhsbl'].map(key => [
          key,
          allowed(/^\S+\s+\S+\s+\S+$/, 'a rule, a zone and A or TXT'),
        ]),
      ),
      ...Object.fromEntries(
        ['uridnssub', 'urirhssub', 'urinsrhssub', 'urifullnsrhssub'].map(key => [
          key,
          allowed(/^\S+\s+\S+\s+\S+\s+\S+$/, 'a rule, a zone, A or TXT and a subtest'),
        ]),
      ),
    },
    evals: silent('any', 'check_uridnsbl', DNS),
  },
  {
    name: 'DKIM',
    isDefault: true,
    capabilities: ['has_arc'],
    directives: directives({
      addresses: 'welcomelist_from_dkim def_welcomelist_from_dkim unwelcomelist_from_dkim',
      words: 'adsp_override',
      number: 'dkim_minimum_key_bits',
      duration: 'dkim_timeout',
    }),
    evals: {
      ...silent(
        'full',
        `check_arc_signed check_arc_valid check_dkim_dependable check_dkim_signed check_dkim_valid
         check_dkim_valid_author_sig check_dkim_valid_envelopefrom`,
        DNS,
      ),
      ...silent(
        'header',
        `check_dkim_adsp check_dkim_testing check_for_dkim_welcomelist_from check_for_dkim_whitelist_from
         check_for_def_dkim_welcomelist_from check_for_def_dkim_whitelist_from`,
        DNS,
      ),
      ...silent('any', 'check_dkim_signall check_dkim_signsome check_dkim_verified', DNS),
    },
  },
  {
    name: 'DMARC',
    isDefault: true,
    directives: directives({ bool: 'dmarc_save_reports' }),
    evals: silent(
      'header',
      'check_dmarc_missing check_dmarc_none check_dmarc_pass check_dmarc_quarantine check_dmarc_reject',
      DNS,
    ),
  },
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
    name: 'Pyzor',
    isDefault: true,
    capabilities: ['has_fork', 'has_perl'],
    directives: directives({
      bool: 'use_pyzor',
      number:
        'pyzor_count_min pyzor_max pyzor_welcomelist_min pyzor_welcomelist_factor pyzor_fork pyzor_perl',
      duration: 'pyzor_timeout',
      string: 'pyzor_options pyzor_path pyzor_server_file',
    }),
    evals: silent('full', 'check_pyzor', NETWORK),
  },
  {
    name: 'Razor2',
    isDefault: true,
    capabilities: ['has_fork'],
    directives: directives({
      number: 'use_razor2 razor_fork',
      duration: 'razor_timeout',
      string: 'razor_config',
    }),
    evals: silent('full', 'check_razor2 check_razor2_range', NETWORK),
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
    name: 'DCC',
    isDefault: false,
    directives: directives({
      bool: 'use_dcc use_dcc_rep',
      number: 'dcc_body_max dcc_fuz1_max dcc_fuz2_max dcc_rep_percent dcc_learn_score',
      duration: 'dcc_timeout',
      string: 'dcc_home dcc_dccifd_path dcc_path dcc_options dccifd_options',
    }),
    evals: silent('full', 'check_dcc check_dcc_reputation_range', NETWORK),
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
