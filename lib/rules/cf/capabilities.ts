/** What `plugin()`, `can()` and `has()` answer true for (spec 1.1): SpamAssassin's names for what this engine does. */
import { PLUGINS } from '../plugins/registry.ts';

const PREFIX = 'Mail::SpamAssassin::Plugin::';
const PLUGIN_FUNCTION = /^Mail::SpamAssassin::Plugin::(\w+)::(\w+)$/;

const FEATURES = `originating_ip_headers dns_local_ports_permit_avoid bayes_auto_learn_on_error uri_host_listed yesno_takes_args
  bug6558_free edns dns_query_restriction registryboundaries geodb dns_block_rule compile_regexp meta_rules_matching subjprefix
  bayes_stopwords get_host blocklist_welcomelist welcomelist_blocklist header_address_parser local_tests_only
  header_first_last header_match_many capture_rules`;

const CORE: ReadonlySet<string> = new Set([
  ...FEATURES.split(/\s+/).map(name => `Mail::SpamAssassin::Conf::feature_${name}`),
  ...['has_tflags_nosubject', 'has_tflags_nolog', 'perl_min_version_5010000'].map(
    name => `Mail::SpamAssassin::Conf::${name}`,
  ),
]);
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['Dmarc', 'DMARC'],
  ['WhiteListSubject', 'WelcomeListSubject'],
]);

/** The name of the plugin that a class is; undefined: a class of something else. */
export function pluginClass(className: string): string | undefined {
  if (!className.startsWith(PREFIX)) return undefined;
  const name = className.slice(PREFIX.length);
  return ALIASES.get(name) ?? name;
}

export function isLoaded(className: string, loaded: ReadonlySet<string>): boolean {
  const plugin = pluginClass(className);
  return plugin === 'RaciallyCharged' || (plugin !== undefined && loaded.has(plugin));
}

/** Whether there is such a function, whatever it answers. */
export function isFunction(functionName: string, loaded: ReadonlySet<string>): boolean {
  const [, plugin = '', name = ''] = PLUGIN_FUNCTION.exec(functionName) ?? [];
  const refused = loaded.has(plugin) ? (PLUGINS.get(plugin)?.incapabilities ?? []) : [];
  return refused.includes(name) || isCapable(functionName, loaded);
}

/** `Mail::SpamAssassin::Plugin::NAME::function`, or a feature of the engine itself. */
export function isCapable(functionName: string, loaded: ReadonlySet<string>): boolean {
  if (CORE.has(functionName)) return true;
  const [, plugin = '', name = ''] = PLUGIN_FUNCTION.exec(functionName) ?? [];
  if (!loaded.has(plugin)) return false;
  const { capabilities = [], evals = {} } = PLUGINS.get(plugin) ?? {};
  return capabilities.includes(name) || Object.hasOwn(evals, name);
}
