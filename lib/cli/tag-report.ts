/**
 * `mailsift tag -r` and `-k`: reports a message to the collaborative networks, or takes the report back, as spamassassin -r and -k
 * do. Words: those of spamassassin.
 */
import type { Settings } from '../config/load.ts';
import type { ByteSource } from '../io/source.ts';
import { openHelpers } from '../net/open-helpers.ts';
import { report, revoke } from '../rules/plugins/collaborative/report.ts';
import type { RuleSet } from '../rules/rule.ts';
import { viewSettings } from '../rules/view-settings.ts';
import { createViews } from '../views/views.ts';
import type { DebugLog } from './debug-log.ts';
import { environment } from './environment.ts';

export type ReportPurpose = 'report' | 'revoke';

/** @param source without the marks of filters. False when no network has taken it; `told` has said why. */
export async function reportMessage(
  source: ByteSource,
  purpose: ReportPurpose,
  set: RuleSet,
  { network }: Pick<Settings, 'network'>,
  told: DebugLog,
): Promise<boolean> {
  const { programPath: path, homeDirectory } = environment();
  const views = createViews(source.read(0, source.sizeBytes), { settings: viewSettings(set) });
  const job = { set, views, helpers: openHelpers({ path, homeDirectory }) };
  const outcomes = network.enabled ? await (purpose === 'report' ? report(job) : revoke(job)) : [];
  const done = outcomes.filter(({ state }) => state === 'done');
  const from = purpose === 'report' ? 'reported to' : 'revoked from';
  for (const outcome of outcomes) {
    if (outcome.state === 'done') told.debug('reporter', `spam ${from} ${outcome.network}`);
    if (outcome.state === 'failed') told.warn(`reporter: ${outcome.network}: ${outcome.why}`);
  }
  if (outcomes.every(({ state }) => state === 'off')) {
    const methods = purpose === 'report' ? 'reporting' : 'revoke';
    told.warn(`reporter: no ${methods} methods available, so couldn't ${purpose}`);
  }
  return done.length > 0;
}
