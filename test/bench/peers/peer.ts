/** What takes part in the comparison. */
import { accessSync, constants } from 'node:fs';
import type { Command, Runner, Usage } from '../runner.ts';

export interface MessageFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Passes one message at a time. */
export interface Contender {
  readonly name: string;
  /** Process whose tree does the work for the client; null when the client does it itself. */
  readonly daemonPid: number | null;
  pass(message: MessageFile): Promise<Usage>;
}

/** Passes many messages in one command. */
export interface Batch {
  readonly name: string;
  readonly daemonPid: number | null;
  command(files: readonly string[]): Command;
}

export interface Missing {
  readonly name: string;
  /** `not installed`, or why it could not be started. */
  readonly missing: string;
}

export interface Peer {
  readonly rows: readonly Contender[];
  readonly batches: readonly Batch[];
  /** `SpamAssassin 4.0.1` */
  readonly version: string;
}

export interface Starter {
  readonly rows: readonly string[];
  readonly batches: readonly string[];
  /** Resolves to null when it is not installed. */
  start(ground: Ground): Peer | null | Promise<Peer | null>;
}

/** Where everything happens. */
export interface Ground {
  /** Private, removed at the end; open to the users that daemons change to. */
  readonly folder: string;
  readonly runner: Runner;
  /** What is to be ended at the end. */
  readonly stack: AsyncDisposableStack;
  readonly cores: number;
}

/** Processes that each daemon has for its work. */
export const WORKERS = 2;
export const SENDER = 'anna@example.org';
export const RECIPIENT = 'bert@example.com';
/** SpamAssassin's stock rules, without what sa-update fetches. */
export const STOCK_RULES = '/usr/share/spamassassin';

export const isMissing = (entry: object): entry is Missing => 'missing' in entry;

/** A contender whose work is done, or asked for, by a command of its own. */
export function commandContender(
  { runner }: Ground,
  name: string,
  command: Command,
  daemonPid: number | null = null,
): Contender {
  return { name, daemonPid, pass: message => runner.run(command, message.path) };
}

/** Path of the program in one of the folders, or undefined. */
export function findProgram(name: string): string | undefined {
  const paths = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin'].map(
    folder => `${folder}/${name}`,
  );
  return paths.find(path => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
