/** The results as tables. */
import type { Result, Row } from './rounds.ts';
import type { Table } from './table.ts';

export interface Rate {
  readonly name: string;
  /** null: not measured, for the reason in `missing`. */
  readonly messagesPerSecond: number | null;
  readonly peakKb?: number;
  readonly missing?: string;
}

/** Ratios are to the first row that was measured. */
export function passTable(rows: readonly Row[]): Table {
  const base = rows.find(({ result }) => result !== null)?.result?.elapsedMs ?? NaN;
  const cells = ({ name, result, missing = '' }: Row) =>
    result === null ? [name, missing] : [name, ...figures(result, base)];
  return {
    head: [
      'one message',
      'median ms',
      'fastest ms',
      'ratio',
      'CPU ms',
      'daemon CPU ms',
      'peak MB',
      'daemon MB',
    ],
    rows: rows.map(cells),
  };
}

function figures(result: Result, base: number): string[] {
  return [
    number(result.elapsedMs),
    number(result.fastestMs),
    number(result.elapsedMs / base),
    number(result.clientCpuMs),
    number(result.daemonCpuMs),
    megabytes(result.clientPeakKb),
    megabytes(result.daemonPeakKb),
  ];
}

/** Memory only where it is told of one. */
export function rateTable(title: string, rates: readonly Rate[]): Table {
  const withPeak = rates.some(({ peakKb }) => peakKb !== undefined);
  const cells = ({ name, messagesPerSecond, peakKb, missing = '' }: Rate) => {
    if (messagesPerSecond === null) return [name, missing];
    return [name, number(messagesPerSecond), ...(withPeak ? [megabytes(peakKb ?? null)] : [])];
  };
  return { head: [title, 'messages/s', ...(withPeak ? ['peak MB'] : [])], rows: rates.map(cells) };
}

/** Three significant digits, no exponent; a dash for what is not told. */
export function number(value: number | null): string {
  if (value === null) return '-';
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

function megabytes(kilobytes: number | null): string {
  return kilobytes === null ? '-' : (kilobytes / 1024).toFixed(0);
}
