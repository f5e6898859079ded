/**
 * Scans the items of a message at one clamd, a few at a time, each within its own time limit.
 *
 * All scans have to complete, or the result is a failure with the first reason. A virus that was found before that
 * stands all the same: `viruses` is filled whenever anything was found, in the order of the items.
 */
import { describeError } from '../../errors.ts';
import type { Deadline } from '../../deadline.ts';
import type { ClamdAddress } from './address.ts';
import { scanInstream } from './instream.ts';
import type { ScanItem } from './items.ts';
import type { ScanReply } from './reply.ts';

export interface ScanOutcome {
  /** Each once, in the order of the items. */
  readonly viruses: readonly string[];
  readonly unscanned: readonly string[];
  /** undefined: all scans completed. */
  readonly failure: string | undefined;
}

/** More would not help: a clamd has a few threads, and a message has its share of them only. */
const CONCURRENT_SCANS = 3;

export async function scanAt(
  address: ClamdAddress,
  items: Iterable<ScanItem>,
  timeoutMs: number,
  deadline: Deadline,
): Promise<ScanOutcome> {
  const found: string[][] = [];
  const unscanned: string[] = [];
  let failure: string | undefined;
  let position = 0;
  const queue = items[Symbol.iterator]();

  async function work(): Promise<void> {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const item = next.value;
      const at = position++;
      const reply = await scanWithRetry(address, item, timeoutMs, deadline);
      if (reply.kind === 'infected') found[at] = [...reply.names];
      if (reply.kind === 'too-large')
        unscanned.push(`${item.label}: ${item.sizeBytes} bytes, more than clamd's StreamMaxLength`);
      if (reply.kind === 'failure') failure ??= reply.text;
      if (failure !== undefined) return;
    }
  }

  await Promise.all(Array.from({ length: CONCURRENT_SCANS }, work));
  return { viruses: [...new Set(found.flat())], unscanned, failure };
}

/** Between chunks in a second try: 2 s for 25 MB. */
const PAUSE_MS = 5;

/**
 * A second try, slower, when the connection broke while we were sending: clamd's "too large" is lost at times that way,
 * because the broken pipe shows before the reply is read.
 */
async function scanWithRetry(
  address: ClamdAddress,
  item: ScanItem,
  timeoutMs: number,
  deadline: Deadline,
): Promise<ScanReply> {
  const limit = deadline.within(timeoutMs);
  try {
    return await scanInstream(address, item.chunks(), limit).catch((thrown: unknown) => {
      if (!brokenWhileSending(thrown)) throw thrown;
      return scanInstream(address, item.chunks(), limit, PAUSE_MS);
    });
  } catch (thrown) {
    return { kind: 'failure', text: describeError(thrown) };
  }
}

function brokenWhileSending(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return code === 'EPIPE' || code === 'ECONNRESET';
}
