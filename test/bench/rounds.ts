/**
 * Measures the contenders in turn, round after round, so that what else the machine does meets all of them alike; each
 * is warmed up first.
 */
import { isMissing, WORKERS, type Contender, type MessageFile, type Missing } from './peers/peer.ts';
import { treeUsage } from './processes.ts';
import { median } from './statistics.ts';

export interface Row {
  readonly name: string;
  /** null: not measured, for the reason in `missing`. */
  readonly result: Result | null;
  readonly missing?: string;
}

/** Medians; processor time is a mean, since that of a daemon comes in steps of 10 ms. */
export interface Result {
  readonly elapsedMs: number;
  /** Of the fastest round. */
  readonly fastestMs: number;
  /** null: not told. */
  readonly clientCpuMs: number | null;
  readonly daemonCpuMs: number | null;
  readonly clientPeakKb: number | null;
  /** Of the daemon's largest process, since its start. */
  readonly daemonPeakKb: number | null;
}

interface Measured {
  readonly contender: Contender;
  readonly elapsedMs: number[];
  readonly clientCpuMs: number[];
  readonly daemonCpuMs: number[];
  readonly clientPeakKb: number[];
}

export interface RoundsOptions {
  readonly rounds: number;
  /** Default: true. */
  readonly warmUp?: boolean;
  readonly tell?: (text: string) => void;
}

export async function runRounds(
  entries: readonly (Contender | Missing)[],
  message: MessageFile,
  { rounds, warmUp = true, tell = () => undefined }: RoundsOptions,
): Promise<Row[]> {
  const all = entries.filter((entry): entry is Contender => !isMissing(entry)).map(begin);
  for (const { contender } of warmUp ? all : []) {
    tell(`warming up: ${contender.name}`);
    // Every worker of a daemon is to have seen mail; the others start anew each time.
    const passes = contender.daemonPid === null ? 1 : 2 * WORKERS;
    for (let pass = 0; pass < passes; pass += 1) await contender.pass(message);
  }
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    for (const measured of all) await measure(measured, message);
  }
  const results = new Map(all.map(measured => [measured.contender.name, resultOf(measured)]));
  return entries.map(entry => ({
    name: entry.name,
    result: results.get(entry.name) ?? null,
    ...(isMissing(entry) ? { missing: entry.missing } : {}),
  }));
}

function begin(contender: Contender): Measured {
  return { contender, elapsedMs: [], clientCpuMs: [], daemonCpuMs: [], clientPeakKb: [] };
}

async function measure(measured: Measured, message: MessageFile): Promise<void> {
  const { daemonPid } = measured.contender;
  const before = daemonPid === null ? 0 : treeUsage(daemonPid).cpuMs;
  const usage = await measured.contender.pass(message);
  if (daemonPid !== null) measured.daemonCpuMs.push(treeUsage(daemonPid).cpuMs - before);
  measured.elapsedMs.push(usage.elapsedMs);
  if (usage.peakKb === null) return;
  measured.clientCpuMs.push(usage.cpuMs);
  measured.clientPeakKb.push(usage.peakKb);
}

function resultOf({ contender, ...lists }: Measured): Result {
  const { daemonPid } = contender;
  return {
    elapsedMs: median(lists.elapsedMs),
    fastestMs: Math.min(...lists.elapsedMs),
    clientCpuMs: mean(lists.clientCpuMs),
    daemonCpuMs: mean(lists.daemonCpuMs),
    clientPeakKb: lists.clientPeakKb.length === 0 ? null : Math.max(...lists.clientPeakKb),
    daemonPeakKb: daemonPid === null ? null : treeUsage(daemonPid).peakKb,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
