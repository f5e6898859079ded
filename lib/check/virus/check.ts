/**
 * The virus check: the message and its decoded parts, at the first clamd that can do all of it.
 *
 * The addresses are tried in turn; one that cannot be reached, does not answer in time or answers anything but a
 * verdict is left for the next. When none is left, the clamscan program is run if the site asked for it, and else the
 * state is `error`, with each address and its trouble. A virus found is reported even if the scanner failed later.
 * What is too large for the scanner is in `unscanned`, which is not an error.
 *
 * Never throws. Sizes in bytes, times in milliseconds.
 */
import type { Deadline } from '../../deadline.ts';
import type { Message } from '../../message/message.ts';
import type { CheckState, VirusFinding } from '../report.ts';
import { formatClamdAddress, type ClamdAddress } from './address.ts';
import { scanWithClamscan } from './clamscan.ts';
import { advice } from './advice.ts';
import { scanItems, type ItemLimits } from './items.ts';
import { scanAt, type ScanOutcome } from './scan-items.ts';

export interface VirusOptions extends ItemLimits {
  /** In the order in which they are tried. */
  readonly clamd: readonly ClamdAddress[];
  /** For one scan. */
  readonly timeoutMs: number;
  /** Path of the clamscan program, the slow fallback; null for none. */
  readonly clamscan: string | null;
}

/** A way to have all items scanned. */
interface Scanner {
  readonly name: string;
  readonly scan: (unscanned: string[]) => Promise<ScanOutcome>;
}

export async function checkVirus(
  message: Message,
  options: VirusOptions,
  deadline: Deadline,
): Promise<CheckState<VirusFinding>> {
  const scanners = scannersFor(message, options, deadline);
  if (scanners.length === 0) return { state: 'skipped', why: 'no scanner configured' };
  if (message.source.sizeBytes === 0) return { state: 'skipped', why: 'the message is empty' };

  const start = performance.now();
  const failures: string[] = [];
  for (const { name, scan } of scanners) {
    const unscanned: string[] = [];
    const outcome = await scan(unscanned);
    unscanned.push(...outcome.unscanned);
    if (outcome.failure !== undefined) {
      failures.push(`${name}: ${advice(outcome.failure)}`);
      unscanned.push(`some parts: ${outcome.failure}`);
    }
    if (outcome.failure === undefined || outcome.viruses.length > 0) {
      const finding = { viruses: outcome.viruses, unscanned, scanner: name };
      return { state: 'done', finding, ms: performance.now() - start };
    }
  }
  return { state: 'error', why: failures.join('; '), ms: performance.now() - start };
}

function scannersFor(message: Message, options: VirusOptions, deadline: Deadline): Scanner[] {
  const items = (unscanned: string[]) => scanItems(message, options, unscanned);
  const scanners: Scanner[] = options.clamd.map(address => ({
    name: `clamd ${formatClamdAddress(address)}`,
    scan: unscanned => scanAt(address, items(unscanned), options.timeoutMs, deadline),
  }));
  const { clamscan } = options;
  if (clamscan !== null) {
    scanners.push({
      name: `clamscan ${clamscan}`,
      scan: unscanned => scanWithClamscan(clamscan, items(unscanned), options.maxSizeBytes, deadline),
    });
  }
  return scanners;
}
