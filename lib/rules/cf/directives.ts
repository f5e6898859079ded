/**
 * The directives of SpamAssassin's core that are neither rules nor about one rule, with the values they take. They are kept
 * as written in RuleSet.settings for whoever needs them. Plugins declare theirs (Plugin.directives).
 */
import { RegexError, translateRegex } from '../regex/rule-regex.ts';
import { allowed, quote } from './value-types.ts';
import type { DirectiveDefinition, DirectiveType, ValueCheck } from './value-types.ts';

const PLAIN: readonly [DirectiveType, string][] = [
  [
    'number',
    `required_score report_wrap_width dns_block_time bayes_min_ham_num bayes_min_spam_num bayes_journal_max_size
     bayes_expiry_max_db_size body_part_scan_size rawbody_part_scan_size`,
  ],
  [
    'bool',
    `normalize_charset always_trust_envelope_sender skip_rbl_checks use_learner use_bayes use_bayes_rules bayes_auto_learn
     bayes_learn_during_report bayes_use_hapaxes bayes_auto_expire bayes_learn_to_journal fold_headers parse_dkim_uris
     bayes_sql_username_authorized user_scores_fallback_to_global ignore_always_matching_regexps`,
  ],
  ['duration', 'dns_test_interval bayes_token_ttl bayes_seen_ttl time_limit'],
  [
    'addresses',
    `welcomelist_from unwelcomelist_from welcomelist_allows_relays unwelcomelist_from_rcvd blocklist_from unblocklist_from
     welcomelist_to more_spam_to all_spam_to blocklist_to welcomelist_auth def_welcomelist_auth unwelcomelist_auth
     bayes_ignore_from bayes_ignore_to`,
  ],
  ['networks', 'trusted_networks internal_networks msa_networks'],
  ['template', 'report unsafe_report'],
  ['words', 'originating_ip_headers report_safe_copy_headers bayes_ignore_header geodb_search_path'],
  ['pairs', 'subjprefix'],
  [
    'string',
    `ok_locales envelope_sender_header report_charset report_contact report_hostname mbox_format_from_regex
     bayes_sql_override_username bayes_path bayes_sql_dsn bayes_sql_username bayes_sql_password user_scores_dsn
     user_scores_sql_username user_scores_sql_password user_scores_sql_custom_query user_scores_ldap_username
     user_scores_ldap_password country_db_path uri_country_db_path uri_country_db_isp_path country_db_type version_tag`,
  ],
  [
    'nothing',
    `clear_headers clear_trusted_networks clear_internal_networks clear_msa_networks clear_originating_ip_headers
     clear_dns_servers dns_local_ports_none clear_dns_query_restriction clear_report_template
     clear_unsafe_report_template clear_util_rb`,
  ],
  ['custom', 'test blocklist_uri_host welcomelist_uri_host'],
];

const PORTS = /^\d{1,5}(?:-\d{1,5})?(?:[ \t,]+\d{1,5}(?:-\d{1,5})?)*$/;
const MEMBERS = allowed(/^\(.+?\)\s+\S/, '(LIST) and its members');
const RELAY = allowed(/^\S+\s+\S+$/, 'an address and the domain or [IP] of a relay');

const CHECKED: readonly [string, ValueCheck][] = [
  ['welcomelist_from_rcvd', RELAY],
  ['def_welcomelist_from_rcvd', RELAY],
  ['enlist_uri_host', MEMBERS],
  ['enlist_addrlist', MEMBERS],
  ['delist_uri_host', allowed(/\S/, 'hosts, or (LIST) and hosts')],
  ['rewrite_header', allowed(/^(?:from|subject|to)(?:\s|$)/i, 'Subject, From or To and a text')],
  ['add_header', allowed(/^(?:ham|spam|all)\s+[\w-]+\s+/, 'ham, spam or all, a name and a text')],
  ['remove_header', allowed(/^(?:ham|spam|all)\s+[\w-]+$/, 'ham, spam or all and a name')],
  ['report_safe', allowed(/^[012]$/, '0, 1 or 2')],
  ['dns_available', allowed(/^(?:yes|no|[01]|test(?::\s*\S.*)?)$/, 'yes, no or test: and names')],
  [
    'dns_server',
    allowed(/^(?:\[[^\]]+\]|[\da-fA-F.:]+(?:%[\w.~-]+)?)(?::\d+)?$/, 'an IP address, with :PORT if needed'),
  ],
  ['dns_local_ports_permit', ports(1)],
  ['dns_local_ports_avoid', ports(0)],
  [
    'dns_options',
    allowed(
      /^(?:(?:no)?(?:rotate|dns0x20|v4|v6)|noedns0?|edns0?(?:=\d+)?)(?:[\s,]+(?:(?:no)?(?:rotate|dns0x20|v4|v6)|noedns0?|edns0?(?:=\d+)?))*$/i,
      'rotate, dns0x20, v4, v6, edns=SIZE, or no before one of them',
    ),
  ],
  ['dns_query_restriction', allowed(/^(?:allow|deny)\s+\S/i, 'allow or deny, and domains')],
  ['dns_block_rule', allowed(/^\S+(?:\s+[\w.-]+)+$/, 'a rule and domains')],
  [
    'bayes_token_sources',
    allowed(
      /^(?:none|noall|all|(?:no)?(?:header|visible|invisible|uri|mimepart))(?:\s+(?:none|noall|all|(?:no)?(?:header|visible|invisible|uri|mimepart)))*$/i,
      'all, none, header, visible, invisible, uri or mimepart',
    ),
  ],
  ['lock_method', allowed(/^(?:nfssafe|flock|win32)$/, 'nfssafe, flock or win32')],
  ['allow_user_rules', allowed(/^[01]$/, '1 or 0')],
  ['redirector_pattern', regexFault],
  [
    'rbl_timeout',
    allowed(
      /^\+?\d+(?:\.\d*)?[smhdw]?(?:\s+\+?\d+(?:\.\d*)?[smhdw]?)?(?:\s+\S*[a-z])?$/i,
      'one or two durations, and a zone',
    ),
  ],
  ['util_rb_tld', allowed(/^[^\s.]+(?:\s+[^\s.]+)*$/, 'domains of one label')],
  ['util_rb_2tld', allowed(/^[^\s.]+\.[^\s.]+(?:\s+[^\s.]+\.[^\s.]+)*$/, 'domains of two labels')],
  [
    'util_rb_3tld',
    allowed(/^[^\s.]+(?:\.[^\s.]+){2}(?:\s+[^\s.]+(?:\.[^\s.]+){2})*$/, 'domains of three labels'),
  ],
  ['bayes_file_mode', allowed(/^0?[0-7]{3}$/, 'a mode, such as 0700')],
  ['bayes_store_module', allowed(/^[\w:]+$/, 'the name of a module')],
  [
    'geodb_module',
    allowed(
      /^(?:maxmind::db::reader|geoip2(?:::database::reader)?|geo::ip|geoip|ip::country::(?:db_file|fast)|db_file|fast)$/i,
      'GeoIP2, GeoIP, DB_File or Fast',
    ),
  ],
  [
    'geodb_options',
    allowed(
      /^(?:reset|(?:country|city|isp)(?::\S*)?)(?:\s+(?:reset|(?:country|city|isp)(?::\S*)?))*$/i,
      'country, city, isp (with :PATH) or reset',
    ),
  ],
  ['enable_compat', allowed(/^[a-zA-Z0-9_]{1,128}$/, 'a name')],
];

const DIRECTIVES: ReadonlyMap<string, DirectiveDefinition> = new Map<string, DirectiveDefinition>([
  ...PLAIN.flatMap(([type, names]) => names.split(/\s+/).map(name => [name, type] as const)),
  ...CHECKED,
]);

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['required_hits', 'required_score'],
  ['clear_dns_query_restrictions', 'clear_dns_query_restriction'],
]);

/** undefined: the core has no such directive. */
export function coreDirective(key: string): DirectiveDefinition | undefined {
  return DIRECTIVES.get(key);
}

/** The spelling of 4.0 for the older ones. */
export function modernKey(key: string): string {
  return ALIASES.get(key) ?? key.replace('whitelist', 'welcomelist').replace('blacklist', 'blocklist');
}

function ports(lowest: number): ValueCheck {
  return value => {
    const numbers = value.match(/\d+/g)?.map(Number) ?? [];
    if (PORTS.test(value) && numbers.every(port => port >= lowest && port <= 65535)) return undefined;
    return `${quote(value)} is wrong; allowed: ports and ranges from ${lowest} to 65535`;
  };
}

function regexFault(value: string): string | undefined {
  try {
    translateRegex(value);
    return undefined;
  } catch (error) {
    if (error instanceof RegexError) return error.message;
    throw error;
  }
}
