/** One connection to a database server, as the stores of learnt data use it: text in, rows out, each answer within a time. */
import { Deadline } from '../deadline.ts';
import { describeError, MailsiftError } from '../errors.ts';
import { NETWORK_ADVICE } from './server-address.ts';

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

/** What a kind of server's error codes mean. */
export interface ServerCodes {
  /** What to do about it, beside NETWORK_ADVICE. */
  readonly advice: ReadonlyMap<string, string>;
  /** Others are `other`. */
  readonly kinds: ReadonlyMap<string, SqlErrorKind>;
}

/** What runs the work of a connection in time, and has each error told as an SqlError. */
export function inTimeWith(
  name: string,
  codes: ServerCodes,
  giveUp: () => void,
): <T>(work: Promise<T>, limitMs: number) => Promise<T> {
  return async (work, limitMs) => {
    try {
      return await answered(work, limitMs, name, giveUp);
    } catch (thrown) {
      throw serverError(name, thrown, codes);
    }
  };
}

function serverError(name: string, thrown: unknown, { advice, kinds }: ServerCodes): SqlError {
  if (thrown instanceof SqlError) return thrown;
  const code = (thrown as { code?: string } | null)?.code ?? '';
  const whatToDo = NETWORK_ADVICE.get(code) ?? advice.get(code);
  const kind = kinds.get(code) ?? 'other';
  if (whatToDo !== undefined) return new SqlError(`${name}: ${whatToDo}`, kind, thrown);
  const told = describeError(thrown);
  return told.startsWith(name)
    ? new SqlError(`${told}; see to the server`, kind, undefined)
    : new SqlError(name, kind, thrown);
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
