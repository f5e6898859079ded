/**
 * Opens what scan and tag need to look at messages: settings, rules, scanner. Loaded when first asked, since the
 * help of a command needs none of it.
 */
import type { Settings } from '../config/load.ts';
import type { Inspect } from './inspection.ts';

export interface InspectorOptions {
  /** The configuration file; absent: the one at the default place. */
  readonly config?: string;
  /** Rule files and folders instead of the configured ones; empty: those. */
  readonly rules: readonly string[];
  /** Whether the virus scanner is asked, if the configuration names one. */
  readonly virus: boolean;
  /** Whether messages are scored by what was learnt. */
  readonly bayes: boolean;
  /** Nothing outside of this machine is asked. */
  readonly local: boolean;
}

export interface Inspector {
  readonly settings: Settings;
  readonly inspect: Inspect;
  readonly close: () => Promise<void>;
}

export type OpenInspector = (options: InspectorOptions) => Promise<Inspector>;
