/** Messages a second of the commands that pass many at once. */
import { readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, makeMessage } from './messages.ts';
import { isMissing, type Batch, type Missing } from './peers/peer.ts';
import type { Runner } from './runner.ts';
import type { Rate } from './report.ts';
import { median } from './statistics.ts';

export const MESSAGES = 500;

/** Writes the messages to the folder, or takes them from `corpus`; gives back the paths. */
export function manyMessages(folder: string, count: number, corpus?: string): string[] {
  if (corpus !== undefined) return evenly(filesBelow(corpus), count);
  const place = join(folder, `messages-${count}`);
  mkdirSync(place);
  return Array.from({ length: count }, (_, index) => {
    const path = join(place, `${index}.eml`);
    // 2 to 9 kB, all kinds in turn.
    writeFileSync(path, makeMessage(KINDS[index % KINDS.length]!, 2000 + (index % 8) * 1000, index), {
      mode: 0o644,
    });
    return path;
  });
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

function evenly(paths: readonly string[], count: number): string[] {
  const sorted = [...paths].sort();
  const step = Math.max(1, sorted.length / count);
  return sorted
    .filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
    .slice(0, count);
}

export interface ThroughputOptions {
  readonly runner: Runner;
  readonly rounds: number;
  readonly tell: (text: string) => void;
}

/** Medians of the rounds, the batches in turn in each. */
export async function runThroughput(
  batches: readonly (Batch | Missing)[],
  files: readonly string[],
  { runner, rounds, tell }: ThroughputOptions,
): Promise<Rate[]> {
  const all = batches.filter((batch): batch is Batch => !isMissing(batch));
  const measured = new Map(all.map(({ name }) => [name, { rates: [] as number[], peaksKb: [] as number[] }]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const batch of all) {
      const { name } = batch;
      tell(`${files.length} messages, round ${round} of ${rounds}: ${name}`);
      const { elapsedMs, peakKb } = await runner.run(batch.command(files), '/dev/null');
      measured.get(name)?.rates.push((files.length * 1000) / elapsedMs);
      measured.get(name)?.peaksKb.push(peakKb ?? 0);
    }
  }
  return batches.map(batch => {
    const of = measured.get(batch.name);
    return of === undefined
      ? { name: batch.name, messagesPerSecond: null, ...(isMissing(batch) ? { missing: batch.missing } : {}) }
      : { name: batch.name, messagesPerSecond: median(of.rates), peakKb: Math.max(...of.peaksKb) };
  });
}
