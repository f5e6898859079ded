/**
 * What helpers outside of the process look like to those who need them: client programs that are run, and daemons that are
 * spoken to over a socket. Nothing here rejects: what did not work is a failure that says why.
 *
 * A program is run without a shell, in an environment that holds nothing of ours, in a process group of its own, which is
 * killed with all that it has started when the time is up. Its input is the message; its output is bounded.
 */

export interface ProgramRequest {
  /** Absolute path. */
  readonly path: string;
  readonly arguments: readonly string[];
  /** What it reads from standard input. */
  readonly input: Buffer;
  readonly limitMs: number;
}

export interface ExchangeRequest {
  readonly address: SocketAddress;
  /** Sent as it is; then our side is closed for writing. */
  readonly input: Buffer;
  readonly limitMs: number;
}

export type SocketAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export type ProgramAnswer =
  | { readonly state: 'ended'; readonly status: number; readonly output: string; readonly errors: string }
  | HelperFailure;

export type ExchangeAnswer = { readonly state: 'answered'; readonly output: string } | HelperFailure;

/** No answer. `why` is one line for people, with the name of the program or the address in it. */
export interface HelperFailure {
  readonly state: 'failed';
  readonly why: string;
  /** The other side cannot be reached at all; another way may be tried. */
  readonly isAbsent: boolean;
}

/** One question to a client and what came of it, for people. */
export interface HelperCall {
  /** `Pyzor`. */
  readonly client: string;
  /** Byte string. */
  readonly answer: string;
  readonly ms: number;
}

export interface Helpers {
  /** Where a program lies: the first on the PATH, and behind it in these folders, that may be run. undefined: it is not installed. */
  find(program: string, folders?: readonly string[]): string | undefined;
  /** Output is a byte string, as are errors. */
  run(request: ProgramRequest): Promise<ProgramAnswer>;
  /** Sends, and reads until the other side closes. A byte string. */
  exchange(request: ExchangeRequest): Promise<ExchangeAnswer>;
  /** Whether a unix socket is there that this user may use. */
  hasSocket(path: string): boolean;
  note(call: HelperCall): void;
  /** What was noted. */
  readonly calls: readonly HelperCall[];
  /** Ends whatever still runs, at once: nobody wants the answer any more. */
  stop(): void;
}
