/** One connection to a database server, as the stores of learnt data use it: text in, rows out, each answer within a time. */
import { Deadline } from '../deadline.ts';
import { MailsiftError } from '../errors.ts';

export type SqlRow = Readonly<Record<string, unknown>>;

export interface SqlAnswer {
  readonly rows: readonly SqlRow[];
  /** Rows changed; MySQL counts an updated row of an upsert twice. */
  readonly affected: number;
}

export interface SqlSession {
  /** For people, without a password. */
  readonly name: string;
  /**
   * Throws SqlError. Where no answer comes within `limitMs` (else that of the session), the connection is given up, and
   * whatever is asked of it later fails.
   */
  query(sql: string, limitMs?: number): Promise<SqlAnswer>;
  /** Once or more often. */
  close(): Promise<void>;
}

/** no-table: it is not there. again: a deadlock or the like; the same transaction may do better next time. */
export type SqlErrorKind = 'no-table' | 'again' | 'other';

export class SqlError extends MailsiftError {
  override readonly name = 'SqlError';
  readonly kind: SqlErrorKind;

  constructor(message: string, kind: SqlErrorKind, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** As `work`, but in time; else what stands behind it is given up, so that nothing is left to wait for. */
export async function answered<T>(
  work: Promise<T>,
  limitMs: number,
  name: string,
  giveUp: () => void,
): Promise<T> {
  const deadline = new Deadline(limitMs);
  try {
    return await deadline.race(work, name);
  } catch (thrown) {
    if (deadline.expired) giveUp();
    throw thrown;
  }
}
