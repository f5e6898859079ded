/**
 * The client programs of Razor 2 (Debian: razor), which SpamAssassin uses as a Perl library: razor-check(1), razor-report(1) and
 * razor-revoke(1). Settings: those of SpamAssassin's plugin Razor2.
 */
import type { Helpers, ProgramAnswer, ProgramRequest } from '../../../net/helpers.ts';
import { durationMs } from '../../duration.ts';
import { perSet } from '../../per-set.ts';
import type { RuleSet } from '../../rule.ts';
import { confidences } from './razor-log.ts';

export interface RazorSettings {
  readonly isOn: boolean;
  readonly timeoutMs: number;
  readonly config: string | undefined;
}

export interface RazorResult {
  readonly isSpam: boolean;
  /** By the number of the engine. */
  readonly confidences: ReadonlyMap<string, number>;
}

const DEFAULT_TIMEOUT_MS = 5000;
const IS_SPAM = 0;
const IS_NOT_SPAM = 1;

export const razorSettings = perSet(({ settings, plugins }: RuleSet): RazorSettings => ({
  isOn: plugins.has('Razor2') && settings.number('use_razor2', 1) !== 0,
  timeoutMs: durationMs(settings.last('razor_timeout')) ?? DEFAULT_TIMEOUT_MS,
  config: settings.last('razor_config'),
}));

/** undefined: it is not installed. */
export function razorRequest(
  command: 'check' | 'report' | 'revoke',
  { config, timeoutMs }: RazorSettings,
  input: Buffer,
  helpers: Helpers,
): ProgramRequest | undefined {
  const path = helpers.find(`razor-${command}`);
  if (path === undefined) return undefined;
  // The log goes to standard output with -d; at this level it has the answers of the server, and nothing of the message.
  const words = command === 'check' ? ['-d', '-dl=6'] : ['-f'];
  return {
    path,
    arguments: [...words, ...(config === undefined ? [] : [`-conf=${config}`])],
    input,
    limitMs: timeoutMs,
  };
}

/** Text: why there is nothing to go by. */
export function readRazor(answer: ProgramAnswer): RazorResult | string {
  if (answer.state === 'failed') return answer.why;
  const { status, output } = answer;
  if (status !== IS_SPAM && status !== IS_NOT_SPAM) return razorTrouble(answer);
  return { isSpam: status === IS_SPAM, confidences: confidences(output) };
}

export function razorTrouble(answer: ProgramAnswer & { readonly state: 'ended' }): string {
  const said = answer.errors
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '');
  return `exit status ${answer.status}${said === undefined ? '' : `: ${said}`}`;
}
