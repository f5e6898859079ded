/** Options of several commands that stand above the configuration. */
import { resolve } from 'node:path';
import type { Settings } from '../config/load.ts';

export interface Overrides {
  readonly rules?: readonly string[];
  readonly sendmail?: string;
  readonly stateDirectory?: string;
  /** false: --no-bayes. */
  readonly bayes?: boolean;
  /** Nothing outside of this machine is asked. */
  readonly local?: boolean;
}

export function applyOverrides(
  settings: Settings,
  { rules, sendmail, stateDirectory, bayes, local }: Overrides,
): Settings {
  return {
    ...settings,
    ...(stateDirectory === undefined ? {} : { stateDirectory: resolve(stateDirectory) }),
    ...(sendmail === undefined ? {} : { sendmail: { ...settings.sendmail, path: sendmail } }),
    ...(bayes === false ? { bayes: { ...settings.bayes, enabled: false } } : {}),
    ...(local === true ? { network: { ...settings.network, enabled: false } } : {}),
    ...(rules === undefined ? {} : { spam: { ...settings.spam, rules: rules.map(path => resolve(path)) } }),
  };
}

/** For an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
