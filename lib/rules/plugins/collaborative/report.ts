/**
 * Reports a message as spam to the collaborative networks, or takes a report back: pyzor report and whitelist, razor-report and
 * razor-revoke, DCC by a count of `many` (which cannot be taken back). All at once, each within its own time limit, with the
 * settings of the rule files. Never rejects. A message is reported as it came: marks of filters are to be off.
 *
 * SpamAssassin takes back from Razor only; here Pyzor is told as well.
 */
import type { Helpers, ProgramRequest } from '../../../net/helpers.ts';
import type { Views } from '../../../views/views.ts';
import type { RuleSet } from '../../rule.ts';
import { askDcc, findDcc } from './dcc-client.ts';
import { dccSettings } from './dcc-settings.ts';
import { oneLine } from './one-line.ts';
import { pyzorRequest, pyzorSettings, readPyzorReport } from './pyzor-client.ts';
import { razorRequest, razorSettings, razorTrouble } from './razor-client.ts';

export const NETWORKS = ['Pyzor', 'Razor', 'DCC'] as const;
export type Network = (typeof NETWORKS)[number];

/** off: switched off, not installed, or the network knows no such thing. */
export type ReportOutcome =
  | { readonly network: Network; readonly state: 'done' | 'off' }
  | { readonly network: Network; readonly state: 'failed'; readonly why: string };

export interface ReportJob {
  readonly set: RuleSet;
  readonly views: Views;
  readonly helpers: Helpers;
  /** Default: all that are there. */
  readonly networks?: readonly Network[];
}

export function report(job: ReportJob): Promise<readonly ReportOutcome[]> {
  return toAll(job, 'report');
}

export function revoke(job: ReportJob): Promise<readonly ReportOutcome[]> {
  return toAll(job, 'revoke');
}

type Purpose = 'report' | 'revoke';

/** Text: why it did not work; '' when it did. undefined: off. */
type Told = Promise<string | undefined>;

async function toAll(job: ReportJob, purpose: Purpose): Promise<readonly ReportOutcome[]> {
  const input = Buffer.from(job.views.full, 'latin1');
  return await Promise.all(
    (job.networks ?? NETWORKS).map(async (network): Promise<ReportOutcome> => {
      const told = await tell(network, job, purpose, input);
      if (told === undefined) return { network, state: 'off' };
      return told === '' ? { network, state: 'done' } : { network, state: 'failed', why: oneLine(told) };
    }),
  );
}

function tell(network: Network, job: ReportJob, purpose: Purpose, input: Buffer): Told {
  switch (network) {
    case 'Pyzor':
      return tellPyzor(job, purpose, input);
    case 'Razor':
      return tellRazor(job, purpose, input);
    case 'DCC':
      return tellDcc(job, purpose, input);
  }
}

async function tellPyzor({ set, helpers }: ReportJob, purpose: Purpose, input: Buffer): Told {
  const settings = pyzorSettings(set);
  const command = purpose === 'report' ? 'report' : 'whitelist';
  const request = settings.isOn ? pyzorRequest(command, settings, input, helpers) : undefined;
  return request === undefined ? undefined : readPyzorReport(await helpers.run(request));
}

async function tellRazor({ set, helpers }: ReportJob, purpose: Purpose, input: Buffer): Told {
  const settings = razorSettings(set);
  const request: ProgramRequest | undefined = settings.isOn
    ? razorRequest(purpose, settings, input, helpers)
    : undefined;
  if (request === undefined) return undefined;
  const answer = await helpers.run(request);
  if (answer.state === 'failed') return answer.why;
  return answer.status === 0 ? '' : razorTrouble(answer);
}

async function tellDcc({ set, views, helpers }: ReportJob, purpose: Purpose, message: Buffer): Told {
  const settings = dccSettings(set);
  if (purpose === 'revoke' || !settings.isOn || findDcc(settings, helpers) === undefined) return undefined;
  const client = views.relays.external[0] ?? { ip: '', rdns: '', helo: '' };
  const request = { purpose, message, client, limitMs: settings.timeoutMs };
  const answer = await askDcc(request, settings, helpers);
  return typeof answer === 'string' ? answer : '';
}
