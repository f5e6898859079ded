/** What is wrong with a configuration file: all of it at once, in the order of the lines. */
import { UsageError } from '../errors.ts';

export interface Fault {
  readonly file: string;
  /** From 1; 0 when the fault is with the file as a whole. */
  readonly line: number;
  /** `destiny.spam: unknown value "drop"; one of pass, discard, bounce, reject, tempfail` */
  readonly message: string;
}

const MAX_SHOWN = 50;

export function formatFault({ file, line, message }: Fault): string {
  return line === 0 ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

export class ConfigError extends UsageError {
  readonly faults: readonly Fault[];

  /** `message` has one line a fault. */
  constructor(faults: readonly Fault[]) {
    const sorted = [...faults].sort((a, b) => a.line - b.line);
    const lines = sorted.slice(0, MAX_SHOWN).map(formatFault);
    if (sorted.length > MAX_SHOWN) lines.push(`and ${sorted.length - MAX_SHOWN} more faults`);
    super(lines.join('\n'), { publicText: 'content filter: faulty configuration' });
    this.faults = sorted;
  }
}
