/**
 * The log of one run: lines are kept until `flush`, which hands them over together. To syslog the ways are tried in
 * turn, each with what is left of the time limit: journald's stream socket, logger(1), then the file. A line that finds no way is lost;
 * nothing here throws and nothing goes to standard output or standard error.
 *
 * Text format: `(log id) text`; for syslog cut at 980 octets with `...`; in a file behind time, host and program, uncut.
 * JSON format: one object a line: time, level, id and text; decisions as in decision.ts.
 */
import { hostname } from 'node:os';
import { decisionLines, decisionObject, type DecisionEvent } from './decision.ts';
import { jsonLine, logSafe } from './escape.ts';
import { fileSink } from './file.ts';
import { journalSink } from './journal.ts';
import { loggerSink, type LoggerOptions } from './logger.ts';
import type { Facility, LogLevel, LogLine, Sink } from './sink.ts';
import { splitLine } from './split.ts';

export interface LogOptions {
  readonly destination: 'syslog' | 'file' | 'none';
  readonly format: 'text' | 'json';
  /** The log file; with `syslog` the place for lines that syslog did not take. */
  readonly file?: string;
  /** The program's name in front of each line; default `mailsift`. */
  readonly ident?: string;
  /** Default `mail`. */
  readonly facility?: Facility;
  /** Default 2000. */
  readonly flushLimitMs?: number;
  /** Other places than the machine's own, for tests and containers. */
  readonly journalSocket?: string;
  readonly logger?: LoggerOptions;
}

export interface Log {
  /** `id` is the log id: the queue id, or the mail id; default: that of `identify`. */
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  decision(event: DecisionEvent): void;
  /** The log id that stands in front of the lines from now on; '' for none. */
  identify(logId: string): void;
  /** Resolves, never rejects, when the lines are written or the time is up. */
  flush(): Promise<void>;
}

/** A run that has more to say has lost its way; the rest is counted. */
const MAX_LINES = 2000;

interface Entry {
  readonly level: LogLevel;
  readonly time: Date;
  readonly logId: string;
  readonly what: { readonly text: string } | { readonly decision: DecisionEvent };
}

export function openLog(options: LogOptions): Log {
  let entries: Entry[] = [];
  let dropped = 0;
  let logId = '';

  const add = (level: LogLevel, what: Entry['what']) => {
    if (options.destination === 'none') return;
    if (entries.length >= MAX_LINES) dropped += 1;
    else entries.push({ level, time: new Date(), logId, what });
  };

  return {
    info: text => add('info', { text }),
    warn: text => add('warn', { text }),
    error: text => add('error', { text }),
    decision: event => add('info', { decision: event }),
    identify: id => {
      logId = id;
    },
    async flush() {
      if (entries.length === 0) return;
      if (dropped > 0) {
        const text = `${dropped} more log lines were left out`;
        entries.push({ level: 'warn', time: new Date(), logId, what: { text } });
      }
      const batch = entries;
      entries = [];
      dropped = 0;
      await writeOut(batch, options);
    },
  };
}

/** Tries one sink after the other until one takes the lines, all within the time limit. */
async function writeOut(batch: readonly Entry[], options: LogOptions): Promise<void> {
  const end = performance.now() + (options.flushLimitMs ?? 2000);
  if (options.destination === 'syslog') {
    const lines = batch.flatMap(entry =>
      render(entry, options).flatMap(text => forSyslog(entry, text, options)),
    );
    for (const sink of syslogSinks(options)) {
      const leftMs = end - performance.now();
      if (leftMs > 0 && (await sink.write(lines, leftMs))) return;
    }
  }
  if (options.file === undefined) return;
  const lines = batch.flatMap(entry => render(entry, options).map(text => forFile(entry, text, options)));
  await fileSink(options.file).write(lines, end - performance.now());
}

function syslogSinks(options: LogOptions): Sink[] {
  const identity = { ident: identOf(options), pid: process.pid, facility: options.facility ?? 'mail' };
  return [journalSink(identity, options.journalSocket), loggerSink(identity, options.logger)];
}

function render(entry: Entry, { format }: LogOptions): string[] {
  const { what, level, time } = entry;
  if (format === 'json') {
    const facts =
      'decision' in what
        ? decisionObject(what.decision)
        : { event: 'message', id: entry.logId, text: what.text };
    return [jsonLine({ time: time.toISOString(), level, ...facts })];
  }
  if ('decision' in what) return decisionLines(what.decision);
  return [`${entry.logId === '' ? '' : `(${logSafe(entry.logId)}) `}${logSafe(what.text)}`];
}

function forSyslog({ level }: Entry, text: string, { format }: LogOptions): LogLine[] {
  return (format === 'json' ? [text] : splitLine(text)).map(piece => ({ level, text: piece }));
}

/** The form in which rsyslog writes files by default: RFC 3339 time, host, program[pid]. */
function forFile({ level, time }: Entry, text: string, options: LogOptions): LogLine {
  if (options.format === 'json') return { level, text };
  const mark = level === 'info' ? '' : `${level}: `;
  return {
    level,
    text: `${time.toISOString()} ${hostname()} ${identOf(options)}[${process.pid}]: ${mark}${text}`,
  };
}

function identOf({ ident }: LogOptions): string {
  return (ident ?? 'mailsift').replace(/[^\w./-]/g, '_').slice(0, 48);
}
