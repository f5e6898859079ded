/** What `tag -D` tells: where the rules come from, which of them hit and what they matched, and the verdict. */
import type { SpamScan } from '../check/spam/scan.ts';
import type { RuleSources } from '../rules/load-rules.ts';
import { reportSettings } from '../rules/report/settings.ts';
import type { Rule, RuleSet } from '../rules/rule.ts';
import type { DebugLog } from './debug-log.ts';

export function tellRules(sources: RuleSources, set: RuleSet, told: DebugLog): void {
  if (!told.isTold('config')) return;
  for (const path of sources.ownRules ?? []) told.debug('config', `using "${path}" for rules`);
  if (sources.systemRules !== undefined)
    told.debug('config', `using "${sources.systemRules}" for default rules dir`);
  if (sources.siteRules !== undefined)
    told.debug('config', `using "${sources.siteRules}" for site rules dir`);
  if (sources.userPreferences !== undefined)
    told.debug('config', `using "${sources.userPreferences}" for user prefs file`);
  for (const { file, line, text } of set.faults) told.debug('config', `${text}, in "${file}" (line ${line})`);
  told.debug('config', `${set.rules.size} rules, ${set.faults.length} faults`);
  told.debug('config', 'score set 0 chosen.');
  for (const name of set.plugins) told.debug('plugin', `loaded Mail::SpamAssassin::Plugin::${name}`);
}

export function tellScan({ set, views, result }: SpamScan, told: DebugLog): void {
  for (const side of ['Trusted', 'Untrusted', 'Internal', 'External']) {
    if (told.isTold('metadata'))
      told.debug(
        'metadata',
        `X-Spam-Relays-${side}: ${views.header(`X-Spam-Relays-${side}`).join('').trim()}`,
      );
  }
  if (told.isTold('uri')) for (const uri of views.uris) told.debug('uri', `parsed uri found: ${uri}`);
  if (told.isTold('rules')) {
    for (const { rule, match } of result.hits) {
      told.debug('rules', `ran ${kindOf(set.rules.get(rule))} rule ${rule} ======> got hit: "${match}"`);
    }
    for (const rule of new Set(result.subrules))
      told.debug('rules', `ran ${kindOf(set.rules.get(rule))} rule ${rule} ======> got hit`);
    for (const { rule, why } of result.failures) told.debug('rules', `failed to run ${rule}: ${why}`);
  }
  for (const name of result.tags.names) {
    const value = result.tags.get(name) ?? '<UNDEF>';
    const text = typeof value === 'string' ? value : `ARY:[${value.join(',')}]`;
    told.debug('check', `tagrun - tag ${name} is now ready, value: ${text}`);
  }
  const required = reportSettings(set).requiredScore;
  told.debug(
    'check',
    `is spam? score=${String(result.score)} required=${String(required ?? 'as configured')}`,
  );
  told.debug(
    'check',
    `tests=${result.hits
      .map(({ rule }) => rule)
      .sort()
      .join(',')}`,
  );
  told.debug('check', `subtests=${result.subrules.join(',')}`);
}

function kindOf(rule: Rule | undefined): string {
  if (rule === undefined) return 'unknown';
  return rule.test.kind === 'text' ? rule.test.area : rule.test.kind;
}
