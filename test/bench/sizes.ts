/** Time against message size, for mailsift and for spamc: a plot, and the figures behind it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, makeMessage, type Kind } from './messages.ts';
import type { Contender } from './peers/peer.ts';
import { svgPlot, type Line } from './plot.ts';
import { number } from './report.ts';
import { runRounds } from './rounds.ts';
import type { Table } from './table.ts';

const SIZES_BYTES = [3000, 10_000, 100_000, 1_000_000, 10_000_000];

const COLOURS = ['#0b5fa5', '#c0501f', '#3f7f3f', '#7a4fa0'];
const DASHES: Record<Kind, string | undefined> = { text: undefined, HTML: '7 4', attachment: '2 3' };

export interface Sizes {
  readonly svg: string;
  /** A line a contender and kind, a column a size; medians in milliseconds. */
  readonly table: Table;
}

/** The contenders are warm. */
export async function runSizes(
  contenders: readonly Contender[],
  { folder, rounds, tell }: { folder: string; rounds: number; tell: (text: string) => void },
): Promise<Sizes> {
  const points = new Map<string, [number, number][]>();
  for (const kind of KINDS) {
    for (const size of SIZES_BYTES) {
      const message = { path: join(folder, 'size.eml'), bytes: makeMessage(kind, size) };
      writeFileSync(message.path, message.bytes, { mode: 0o644 });
      const about = (text: string) => tell(`${kind}, ${sizeLabel(size)}: ${text}`);
      for (const { name, result } of await runRounds(contenders, message, {
        rounds,
        warmUp: false,
        tell: about,
      })) {
        const line = points.get(`${name}, ${kind}`) ?? [];
        points.set(`${name}, ${kind}`, line);
        if (result !== null) line.push([message.bytes.length, result.elapsedMs]);
      }
    }
  }
  const lines = contenders.flatMap(({ name }, index) =>
    KINDS.map((kind): Line => {
      const [colour, dashes] = [COLOURS[index % COLOURS.length]!, DASHES[kind]];
      const line = { name: `${name}, ${kind}`, colour, points: points.get(`${name}, ${kind}`) ?? [] };
      return dashes === undefined ? line : { ...line, dashes };
    }),
  );
  return { svg: plotOf(lines), table: tableOf(lines) };
}

function plotOf(lines: readonly Line[]): string {
  return svgPlot({
    title: 'Time for one message',
    x: 'size of the message',
    y: 'median time',
    lines,
    xLabel: sizeLabel,
    yLabel: ms => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`),
  });
}

function tableOf(lines: readonly Line[]): Table {
  return {
    head: ['median ms', ...SIZES_BYTES.map(sizeLabel)],
    rows: lines.map(({ name, points }) => [name, ...points.map(([, ms]) => number(ms))]),
  };
}

function sizeLabel(bytes: number): string {
  if (bytes >= 1_000_000) return `${bytes / 1_000_000} MB`;
  return bytes >= 1000 ? `${bytes / 1000} kB` : `${bytes} B`;
}
