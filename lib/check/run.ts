/**
 * Runs the checks on a message: each unless every recipient bypasses it. The virus scanner is asked first and answers
 * while the rules run here.
 */
import type { Deadline } from '../deadline.ts';
import { describeError } from '../errors.ts';
import type { Message } from '../message/message.ts';
import type { Bypassable, RecipientPolicy } from '../policy/policy.ts';
import type { BannedRule } from './banned/rule.ts';
import type { HeaderChecks } from './header/check.ts';
import type {
  BannedFinding,
  CheckReports,
  CheckState,
  HeaderFinding,
  SpamFinding,
  VirusFinding,
} from './report.ts';
import type { SpamOptions } from './spam/check.ts';
import type { MessageOrigin } from './spam/origin.ts';
import type { VirusOptions } from './virus/check.ts';

export interface CheckOptions {
  readonly virus: VirusOptions;
  /** undefined: the list that comes with mailsift. */
  readonly banned: readonly BannedRule[] | undefined;
  readonly header: HeaderChecks;
  readonly spam: SpamOptions;
}

export async function runChecks(
  message: Message,
  origin: MessageOrigin,
  policies: readonly Pick<RecipientPolicy, 'bypass'>[],
  options: CheckOptions,
  deadline: Deadline,
): Promise<CheckReports> {
  const isBypassed = (check: Bypassable): boolean =>
    policies.length > 0 && policies.every(({ bypass }) => bypass[check]);
  const unlessBypassed = <Finding>(
    check: Bypassable,
    run: () => Promise<CheckState<Finding>>,
  ): Promise<CheckState<Finding>> => {
    if (isBypassed(check)) return Promise.resolve({ state: 'skipped', why: 'bypassed by all recipients' });
    return run().catch((thrown: unknown) => ({ state: 'error', why: describeError(thrown), ms: 0 }) as const);
  };

  const virus = unlessBypassed<VirusFinding>('virus', async () => {
    const { clamd, clamscan } = options.virus;
    if (clamd.length === 0 && clamscan === null) return { state: 'skipped', why: 'no scanner configured' };
    return await (await import('./virus/check.ts')).checkVirus(message, options.virus, deadline);
  });
  const banned = unlessBypassed<BannedFinding>('banned', async () => {
    const { checkBanned, defaultBannedRules } = await import('./banned/check.ts');
    return checkBanned(message, options.banned ?? defaultBannedRules());
  });
  const header = unlessBypassed<HeaderFinding>('bad_header', async () =>
    (await import('./header/check.ts')).checkHeader(message, options.header),
  );
  const spam = unlessBypassed<SpamFinding>('spam', async () => {
    const asked = isBypassed('network') ? { ...options.spam, network: undefined } : options.spam;
    return await (await import('./spam/check.ts')).checkSpam(message, origin, asked, deadline);
  });
  return { virus: await virus, banned: await banned, header: await header, spam: await spam };
}
