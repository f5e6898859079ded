/** The inspector of scan and tag (lib/scan/inspector.ts) as the configuration says. */
import { loadSettings } from '../config/load.ts';
import { Deadline } from '../deadline.ts';
import { inspect } from '../inspect.ts';
import type { Inspector, InspectorOptions } from '../scan/inspector.ts';
import { openServices } from '../services.ts';
import { environment } from './environment.ts';
import { applyOverrides } from './overrides.ts';

/** Throws ConfigError for a faulty configuration, UsageError for rules that cannot be read. */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const { config, rules, virus, bayes, local } = options;
  const configured = await loadSettings(config === undefined ? {} : { file: config });
  const wanted = applyOverrides(configured, { local, bayes, ...(rules.length === 0 ? {} : { rules }) });
  const settings = virus ? wanted : { ...wanted, virus: { ...wanted.virus, clamd: [], clamscan: null } };
  const services = openServices(settings, environment());
  services.checks.spam.rules();
  return {
    settings,
    inspect: source => inspect(source, undefined, services, new Deadline(settings.timeLimitMs)),
    close: services.close,
  };
}
