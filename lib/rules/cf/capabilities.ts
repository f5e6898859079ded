/** What `plugin()`, `can()` and `has()` answer true for (spec 1.1): SpamAssassin's names for what this engine does. */
const PREFIX = 'Mail::SpamAssassin::Plugin::';

export const PLUGINS: ReadonlySet<string> = new Set(
  ['Check', 'BodyEval', 'HTMLEval', 'HeaderEval', 'MIMEEval', 'MIMEHeader', 'URIEval'].map(
    name => PREFIX + name,
  ),
);

const FEATURES = `originating_ip_headers dns_local_ports_permit_avoid bayes_auto_learn_on_error uri_host_listed yesno_takes_args
  bug6558_free edns dns_query_restriction registryboundaries geodb dns_block_rule compile_regexp meta_rules_matching subjprefix
  bayes_stopwords get_host blocklist_welcomelist welcomelist_blocklist header_address_parser local_tests_only
  header_first_last header_match_many`;

export const CAPABILITIES: ReadonlySet<string> = new Set([
  ...FEATURES.split(/\s+/).map(name => `Mail::SpamAssassin::Conf::feature_${name}`),
  ...['has_tflags_nosubject', 'has_tflags_nolog', 'perl_min_version_5010000'].map(
    name => `Mail::SpamAssassin::Conf::${name}`,
  ),
  `${PREFIX}BodyEval::has_check_body_length`,
  `${PREFIX}MIMEHeader::has_tflags_multiple`,
  `${PREFIX}MIMEEval::has_check_for_ascii_text_illegal`,
]);
