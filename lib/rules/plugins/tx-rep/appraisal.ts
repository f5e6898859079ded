/**
 * One message and the records of its sender (spec 6.2): what they say of it, and what it changes in them. Everything was read
 * before; nothing waits here. With userRatio above 0 there are two sets of records, the user's and those of all users.
 */
import { keysOf, type Ledger } from '../../reputation/ledger.ts';
import type { RecordChange, SenderRecord } from '../../reputation/sender-records.ts';
import { fixed } from '../../report/score-text.ts';
import type { Identity } from './identities.ts';
import type { TxRepSettings } from './settings.ts';

export interface Ledgers {
  readonly own: Ledger;
  readonly shared: Ledger | undefined;
}

/** Told while the records are asked. */
export interface Telling {
  readonly tag: (name: string, value: string) => void;
  readonly log: (text: string) => void;
  readonly scoreSoFar: () => number;
}

export interface Mode {
  /** What a person says of the message is added to each record, whatever the message scores. */
  readonly learning: boolean;
  readonly forgetting: boolean;
}

interface Asked {
  /** Weighted. */
  readonly delta: number;
  /** Messages in the record before. */
  readonly count: number;
}

export class Appraisal {
  readonly #ledgers: Ledgers;
  readonly #settings: TxRepSettings;
  readonly #telling: Telling;
  #weight = 0;

  constructor(ledgers: Ledgers, settings: TxRepSettings, telling: Telling) {
    this.#ledgers = ledgers;
    this.#settings = settings;
    this.#telling = telling;
  }

  /** Of all that were asked and had a say. */
  get weight(): number {
    return this.#weight;
  }

  /** From here on weights count. */
  begin(): void {
    this.#weight = 0;
  }

  /** points undefined: looks only (or, when forgetting, removes the record of the message itself). */
  ask(identity: Identity, points: number | undefined, mode: Mode): Asked {
    const { own, shared } = this.#ledgers;
    const ratio = this.#settings.userRatio;
    if (ratio === 0 || shared === undefined) return this.#ask(own, '', identity, points, mode);
    const ofUser = this.#ask(own, 'U', identity, points, mode);
    const ofAll = this.#ask(shared, 'G', identity, points, mode);
    return { delta: (ratio * ofUser.delta + ofAll.delta) / (1 + ratio), count: ofAll.count };
  }

  #ask(ledger: Ledger, suffix: string, identity: Identity, given: number | undefined, mode: Mode): Asked {
    const { kind, lookup } = identity;
    const weight = kind === 'MSGID' ? 1 : this.#settings.weights[kind];
    const record = ledger.get(lookup);
    const mean = record.count > 0 ? record.total / record.count : undefined;
    let points = given;
    let delta = 0;
    if (mode.learning && points !== undefined) {
      points += Math.sign(points) * Math.abs(mean ?? 0);
    } else {
      this.#weight += weight;
      delta = kind === 'MSGID' && mean !== undefined ? mean : deltaOf(record, points);
      this.#tell(`TXREP${kind}${suffix}`, identity, record, delta);
    }
    const changed = changeOf(identity, record, points, mode);
    if (changed !== undefined) ledger.note(lookup, changed.changes, changed.record);
    return { delta: weight * delta, count: record.count };
  }

  #tell(tag: string, { kind, name }: Identity, { count, total }: SenderRecord, delta: number): void {
    const { tag: set, log, scoreSoFar } = this.#telling;
    set(tag, fixed(delta, 1));
    if (kind !== 'MSGID' || count === 0) {
      if (count > 0) set(`${tag}MEAN`, fixed(total / count, 1));
      set(`${tag}COUNT`, fixed(count, 1));
      set(`${tag}PRESCORE`, fixed(scoreSoFar(), 1));
    }
    // That of the message itself is told only where there are two, as in SpamAssassin.
    if (this.#settings.details === 0 || count === 0 || tag === 'TXREPMSGID') return;
    const numbers = `, rep: ${fixed(total / count, 2)}, count: ${count}`;
    log(`${tag.slice('TXREP'.length)}: ${name}${this.#settings.details === 2 ? numbers : ''}`);
  }
}

/** How far the mean of all messages, this one among them, lies from this one. */
function deltaOf({ count, total }: SenderRecord, points: number | undefined): number {
  if (points === undefined) return total / (1 + count);
  const delta = (total + points) / (1 + count) - points;
  // A message must not profit from being worse than the sender's others, nor suffer from being better.
  const isTurned = (total > 0 && points > 0 && delta < 0) || (total < 0 && points < 0 && delta > 0);
  return isTurned ? total / (1 + count) : delta;
}

function changeOf(
  { kind, lookup, network, signers }: Identity,
  { count, total }: SenderRecord,
  points: number | undefined,
  { learning, forgetting }: Mode,
): { readonly changes: readonly RecordChange[]; readonly record: SenderRecord } | undefined {
  const keys = keysOf({ ...lookup, signers }, network);
  const remove: RecordChange = { kind: 'remove', which: { ...lookup, network } };
  if (forgetting && kind === 'MSGID')
    return count === 0 && points === undefined
      ? undefined
      : { changes: [remove], record: { count: 0, total: 0 } };
  if (points === undefined) return undefined;
  if (forgetting)
    return {
      changes: keys.map(key => ({ kind: 'take', key, total: points })),
      record: { count: Math.max(1, count - 1), total: total - points },
    };
  // Two messages in the record of a message: it was learnt, and not only scanned.
  const times = learning && kind === 'MSGID' && count === 0 ? 2 : 1;
  return {
    changes: keys.map(key => ({ kind: 'add', key, count: times, total: times * points })),
    record: { count: count + times, total: total + times * points },
  };
}
