/**
 * Directives of SpamAssassin that are no rules: report texts, lists, limits, network. They are kept as written in
 * RuleSet.settings for whoever needs them; the engine itself does not act on them. Everything else is unknown.
 */
const NAMES = `required_score required_hits report report_safe report_safe_copy_headers report_contact report_charset
  report_hostname report_wrap_width clear_report_template unsafe_report clear_unsafe_report_template rewrite_header subjprefix
  add_header remove_header clear_headers fold_headers ok_languages ok_locales normalize_charset body_part_scan_size
  rawbody_part_scan_size time_limit trusted_networks internal_networks msa_networks clear_trusted_networks
  clear_internal_networks clear_msa_networks always_trust_envelope_sender envelope_sender_header originating_ip_headers
  clear_originating_ip_headers skip_rbl_checks skip_uribl_checks dns_available dns_server dns_local_ports_avoid
  dns_local_ports_permit dns_options dns_query_restriction dns_block_rule dns_block_time rbl_timeout parse_dkim_uris
  use_bayes use_bayes_rules use_learner bayes_auto_learn bayes_auto_learn_threshold_nonspam bayes_auto_learn_threshold_spam
  bayes_auto_learn_on_error bayes_min_ham_num bayes_min_spam_num bayes_use_hapaxes bayes_learn_to_journal
  bayes_journal_max_size bayes_expiry_max_db_size bayes_auto_expire bayes_max_token_length bayes_token_sources
  bayes_stopword_languages bayes_ignore_header bayes_ignore_from bayes_ignore_to bayes_path bayes_file_mode bayes_store_module
  bayes_sql_dsn bayes_sql_username bayes_sql_password use_auto_welcomelist use_auto_whitelist use_txrep use_razor2 use_pyzor
  use_dcc freemail_domains freemail_welcomelist freemail_whitelist freemail_import_welcomelist_auth
  freemail_import_def_welcomelist_auth util_rb_tld util_rb_2tld util_rb_3tld clear_util_rb enlist_uri_host delist_uri_host
  enlist_addrlist redirector_pattern uridnsbl_skip_domain uridnsbl uridnssub urinsrhsbl urinsrhssub urirhsbl urirhssub
  urifullnsrhsbl urifullnsrhssub uridnsbl_max_domains uridnsbl_skip_mailto adsp_override askdns asn_lookup asn_use_geodb
  url_shortener url_shortener_get max_short_urls fns_check fns_ignore_dkim fns_ignore_headers fns_add_addrlist
  fns_extrachars enable_compat loadplugin tryplugin test reuse shortcircuit score_set auto_learn_force allow_user_rules
  replace_start replace_end replace_tag replace_pre replace_inter replace_post replace_rules user_scores_dsn
  lock_method report_safe_copy_headers spamtrap num_check_received ignore_always_matching_regexps geodb_module
  geodb_options geodb_search_path spf_timeout dkim_timeout dkim_minimum_key_bits razor_timeout pyzor_timeout pyzor_path
  razor_config dcc_timeout dcc_path dcc_home uri_block_cc uri_block_isp`;

const KNOWN: ReadonlySet<string> = new Set(NAMES.split(/\s+/));
const FAMILIES =
  /^(?:(?:un)?(?:def_)?(?:welcome|white|block|black)list_\w+|bayes_stopword_\w+|(?:bayes|txrep|auto_welcomelist|auto_whitelist|hashbl|dkim|spf|pyzor|razor|dcc|resource_limit)_\w+)$/;

export function isSetting(key: string): boolean {
  return KNOWN.has(key) || FAMILIES.test(key);
}
