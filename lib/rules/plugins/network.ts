/**
 * Plugins whose answers come from the network, from learning, or from programs and databases that are not there. Their
 * names, directives and functions are known, so that rule files read alike; without the evidence the functions do not hit, as
 * in SpamAssassin with local tests only. What has the evidence tells it by RuleRun.settle.
 */
import type { DirectiveDefinition, DirectiveType } from '../cf/value-types.ts';
import type { EvalArea } from '../rule.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const DNS = 'asks the DNS';
const NETWORK = 'asks a network service';
const LEARNT = 'needs what was learnt from earlier mail';
const GEO = 'needs a database of places';
const FILES = 'needs a local database';

export const networkPlugins: readonly Plugin[] = [
  // Debian's .pre files load these.
  {
    name: 'AutoLearnThreshold',
    isDefault: true,
    directives: directives({
      number: 'bayes_auto_learn_threshold_nonspam bayes_auto_learn_threshold_spam',
      bool: 'bayes_auto_learn_on_error',
    }),
  },
  {
    name: 'Bayes',
    isDefault: true,
    directives: directives({
      number: 'bayes_max_token_length',
      words: 'bayes_stopword_languages bayes_stopword_*',
    }),
    evals: silent('body', 'check_bayes', LEARNT),
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
    name: 'AWL',
    isDefault: false,
    directives: directives({
      bool: 'use_auto_welcomelist auto_welcomelist_distinguish_signed',
      number: `auto_welcomelist_factor auto_welcomelist_ipv4_mask_len auto_welcomelist_ipv6_mask_len
        auto_welcomelist_file_mode`,
      string: `user_awl_sql_override_username auto_welcomelist_factory auto_welcomelist_path
        auto_welcomelist_db_modules user_awl_dsn user_awl_sql_username user_awl_sql_password user_awl_sql_table`,
    }),
    evals: silent('header', 'check_from_in_auto_welcomelist check_from_in_auto_whitelist', LEARNT),
  },
  {
    name: 'TxRep',
    isDefault: false,
    directives: directives({
      bool: 'use_txrep txrep_track_messages txrep_spf auto_welcomelist_distinguish_signed',
      number: `txrep_factor txrep_dilution_factor txrep_expiry_days txrep_learn_penalty txrep_learn_bonus txrep_autolearn
        txrep_welcomelist_out txrep_ipv4_mask_len txrep_ipv6_mask_len txrep_weight_email txrep_weight_email_ip
        txrep_weight_domain txrep_weight_ip txrep_weight_helo txrep_report_details auto_welcomelist_file_mode`,
      string: `user_awl_sql_override_username txrep_user2global_ratio txrep_factory auto_welcomelist_path
        auto_welcomelist_db_modules user_awl_dsn user_awl_sql_username user_awl_sql_password user_awl_sql_table`,
    }),
    evals: silent('header', 'check_senders_reputation', LEARNT),
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
