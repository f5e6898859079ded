/**
 * Where log lines go. A sink takes the lines of a run and says whether they arrived; it never throws and takes no
 * longer than it is given, since a log that fails must not change what happens to the mail.
 */
export type LogLevel = 'info' | 'warn' | 'error';

export interface LogLine {
  readonly level: LogLevel;
  /** Escaped: one line, no control characters. */
  readonly text: string;
}

export interface Sink {
  /** True when every line was taken. */
  write(lines: readonly LogLine[], limitMs: number): Promise<boolean>;
}

/** Severities of syslog, RFC 5424 6.2.1. */
export const SEVERITY: Readonly<Record<LogLevel, number>> = { error: 3, warn: 4, info: 6 };

/** Facilities of syslog by their names in syslog.conf(5), RFC 5424 6.2.1. */
export const FACILITIES = {
  user: 1,
  mail: 2,
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const;
export type Facility = keyof typeof FACILITIES;

/** What syslog wants to know about the program. */
export interface SyslogIdentity {
  /** The tag: `mailsift`. */
  readonly ident: string;
  readonly pid: number;
  readonly facility: Facility;
}
