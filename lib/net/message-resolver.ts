/**
 * The resolver of one message: asks each question once, however often it is wanted, keeps within the times and limits that are
 * set, and remembers what it was asked and told. close() it at the end of the message; then nothing of it keeps the process.
 */
import type { Deadline, MonotonicClock } from '../deadline.ts';
import { Exchange, type ExchangeOptions } from './exchange.ts';
import { patienceFor, waitEndMs, type PatienceSettings, type Waiting } from './patience.ts';
import { askableName } from './question.ts';
import type { DnsAnswer, QueryOptions, QueryRecord, RecordType, Resolver } from './resolver.ts';
import type { WireAnswer } from './wire.ts';

export interface ResolverSettings extends ExchangeOptions, PatienceSettings {
  /** Whether the site wants a name to be asked for (dns_query_restriction); in small letters. */
  readonly mayAsk: (name: string) => boolean;
}

/** Answers that outlive a message. Keys are `TYPE/name`. */
export interface AnswerCache {
  readonly get: (key: string) => DnsAnswer | undefined;
  readonly put: (key: string, answer: DnsAnswer, ttlS: number) => void;
}

export interface MessageResolverOptions {
  readonly deadline: Deadline;
  readonly cache?: AnswerCache;
  readonly clock?: MonotonicClock;
}

/** A sender may name as many domains as he likes; each is asked about at some twenty lists. */
export const MAX_QUESTIONS = 1000;
const MAX_SHOWN_RECORDS = 10;
const MAX_SHOWN_CHARS = 200;

export class MessageResolver implements Resolver {
  readonly #settings: ResolverSettings;
  readonly #exchange: Exchange;
  readonly #deadline: Deadline;
  readonly #cache: AnswerCache | undefined;
  readonly #clock: MonotonicClock;
  readonly #known = new Map<string, Promise<DnsAnswer | undefined>>();
  readonly #waiting = new Set<Waiting>();
  readonly #queries: QueryRecord[] = [];
  #asked = 0;
  #answered = 0;
  #end: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(settings: ResolverSettings, { deadline, cache, clock }: MessageResolverOptions) {
    this.#settings = settings;
    this.#exchange = new Exchange(settings);
    this.#deadline = deadline;
    this.#cache = cache;
    this.#clock = clock ?? (() => performance.now());
  }

  /** Every question so far that has come to its end, in the order of their ends. */
  get queries(): readonly QueryRecord[] {
    return this.#queries;
  }

  /** Those that were not asked because there were too many. */
  get excess(): number {
    return Math.max(0, this.#known.size - MAX_QUESTIONS);
  }

  query(given: string, type: RecordType, options: QueryOptions = {}): Promise<DnsAnswer | undefined> {
    const name = askableName(given);
    if (name === undefined) return Promise.resolve(undefined);
    const key = `${type}/${name}`;
    let answer = this.#known.get(key);
    if (answer === undefined) {
      answer = this.#answerTo(key, name, type, options);
      this.#known.set(key, answer);
    }
    return answer;
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#end);
    this.#exchange.close();
  }

  async #answerTo(
    key: string,
    name: string,
    type: RecordType,
    options: QueryOptions,
  ): Promise<DnsAnswer | undefined> {
    const startMs = this.#clock();
    const record = (code: QueryRecord['code'], answer?: DnsAnswer, isCached = false): void => {
      const ms = this.#clock() - startMs;
      this.#queries.push({ name, type, code, data: shown(answer), ms, isCached });
    };
    if (!this.#settings.mayAsk(name) || this.#known.size >= MAX_QUESTIONS) {
      record('refused');
      return undefined;
    }
    const cached = this.#cache?.get(key);
    if (cached !== undefined) {
      record(cached.code, cached, true);
      return cached;
    }
    const answer = await this.#ask(name, type, startMs, options);
    if (answer === undefined) {
      record('none');
      return undefined;
    }
    const { code, records, authority, ttlS } = answer;
    const told = { code, records, authority };
    record(code, told);
    if (ttlS > 0) this.#cache?.put(key, told, ttlS);
    return told;
  }

  async #ask(
    name: string,
    type: RecordType,
    startMs: number,
    options: QueryOptions,
  ): Promise<WireAnswer | undefined> {
    if (this.#isOver) return undefined;
    const limitMs = this.#deadline.remainingMs;
    const waiting = { startMs, ...patienceFor(this.#settings, options.zone ?? name, limitMs, options) };
    this.#asked += 1;
    this.#waiting.add(waiting);
    this.#setEnd();
    const answer = await this.#exchange.ask(name, type);
    this.#answered += 1;
    this.#waiting.delete(waiting);
    this.#setEnd();
    return answer;
  }

  #setEnd(): void {
    clearTimeout(this.#end);
    const endMs = this.#isOver ? undefined : waitEndMs(this.#waiting, this.#answered, this.#asked);
    if (endMs === undefined) return;
    const late = (): void => {
      this.#exchange.whenRead(() => {
        this.#endIfLate();
      });
    };
    this.#end = setTimeout(late, Math.max(0, endMs - this.#clock()));
  }

  #endIfLate(): void {
    const endMs = waitEndMs(this.#waiting, this.#answered, this.#asked);
    if (endMs === undefined || this.#isOver) return;
    if (this.#clock() < endMs) {
      this.#setEnd();
      return;
    }
    this.#isOver = true;
    this.#exchange.endAll();
  }
}

function shown(answer: DnsAnswer | undefined): readonly string[] {
  const records = answer?.records ?? [];
  return records.slice(0, MAX_SHOWN_RECORDS).map(({ data }) => data.slice(0, MAX_SHOWN_CHARS));
}
