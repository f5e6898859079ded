/** What goes to standard error, for a person: every fault of a configuration, else what the error says; a line each. */
import { ConfigError, formatFault } from '../config/fault.ts';
import type { MailsiftError } from '../errors.ts';
import { printable } from '../log/escape.ts';

export function complaint(error: MailsiftError): string {
  const lines = error instanceof ConfigError ? error.faults.map(formatFault) : error.message.split('\n');
  return lines.map(line => `${printable(line)}\n`).join('');
}
