/**
 * The records that concern one message, as they were read, and what the message changes in them. Changes are seen by what
 * comes later in the same message, and are kept together for the database.
 */
import { isKeepable } from './sender-records.ts';
import type { RecordChange, SenderKey, SenderLookup, SenderRecord, SenderRecords } from './sender-records.ts';

const LEAST_TOTAL = 1e-9;
const UNKNOWN: SenderRecord = { count: 0, total: 0 };

export class Ledger {
  readonly #records = new Map<string, SenderRecord>();
  readonly #changes: RecordChange[] = [];

  /** Reads them all at once. */
  static async read(source: SenderRecords, lookups: readonly SenderLookup[]): Promise<Ledger> {
    const ledger = new Ledger();
    const wanted = [...new Map(lookups.filter(isAskable).map(one => [nameOf(one), one])).values()];
    const found = await source.read(wanted);
    for (const [index, one] of wanted.entries()) {
      const record = found[index];
      if (record !== undefined) ledger.#records.set(nameOf(one), sane(record));
    }
    return ledger;
  }

  /** 0 and 0 for a sender never seen before. */
  get(lookup: SenderLookup): SenderRecord {
    return this.#records.get(nameOf(lookup)) ?? UNKNOWN;
  }

  /** `change` concerns what `lookup` reads. */
  note(lookup: SenderLookup, changes: readonly RecordChange[], record: SenderRecord): void {
    this.#records.set(nameOf(lookup), record);
    this.#changes.push(...changes.filter(isDoable));
  }

  get changes(): readonly RecordChange[] {
    return this.#changes;
  }
}

/** One record for each signer. */
export function keysOf(lookup: SenderLookup, network: string): readonly SenderKey[] {
  const signers = lookup.signers === undefined || lookup.signers.length === 0 ? [''] : lookup.signers;
  return signers.map(signer => ({ id: lookup.id, network, signer }));
}

function nameOf({ id, network, signers }: SenderLookup): string {
  return [id, network ?? '*', signers?.join(' ') ?? '*'].join('|');
}

function isAskable({ id, signers = [] }: SenderLookup): boolean {
  return isKeepable({ id, signer: '' }) && signers.every(signer => isKeepable({ id, signer }));
}

function isDoable(change: RecordChange): boolean {
  return change.kind === 'remove' ? isAskable(change.which) : isKeepable(change.key);
}

/** A database may hold anything. Sums have the 15 digits that they have as text: in DBM files, and in Perl. */
function sane({ count, total }: SenderRecord): SenderRecord {
  if (count < 0 || !Number.isFinite(count) || !Number.isFinite(total)) return UNKNOWN;
  // What is left of sums that cancel out is no sign of anything.
  return { count, total: Math.abs(total) < LEAST_TOTAL ? 0 : Number(total.toPrecision(15)) };
}
