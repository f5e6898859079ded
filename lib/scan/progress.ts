/**
 * A progress bar on a terminal, by bytes of the inputs, since nobody knows how many messages an mbox file holds.
 * cli-progress is loaded only when a bar is shown. `clear` takes the bar off the line before something else is
 * written to the same terminal; the next update draws it again.
 */
import type { ScanTotals } from './run.ts';
import { walk } from './walk.ts';

export interface ProgressBar {
  update(totals: ScanTotals, bytesSeen: number): void;
  clear(): void;
  stop(): void;
}

/** Fewer files than this are done before anyone has read the bar... */
const FEW_FILES = 5;
/** ...unless they are large: mbox files. */
const FEW_BYTES = 4 * 1024 * 1024;

/** The bytes to go, or undefined when there is too little for a bar. */
export function bytesToScan(paths: readonly string[]): number | undefined {
  let files = 0;
  let bytes = 0;
  for (const path of paths) {
    for (const found of path === '-' ? [] : walk(path)) {
      if (found.kind !== 'file') continue;
      files += 1;
      bytes += found.sizeBytes;
    }
  }
  return files > FEW_FILES || bytes > FEW_BYTES ? bytes : undefined;
}

export async function progressBar(totalBytes: number, terminal: NodeJS.WriteStream): Promise<ProgressBar> {
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: terminal,
    format: '{bar} {percentage}% | {messages} messages, {rate}/s, {spam} spam, {infected} infected',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    forceRedraw: true,
    fps: 10,
  });
  bar.start(totalBytes, 0, { messages: 0, rate: 0, spam: 0, infected: 0 });
  return {
    update(totals, bytesSeen) {
      const rate = totals.ms > 0 ? Math.round((totals.messages * 1000) / totals.ms) : 0;
      bar.update(Math.min(bytesSeen, totalBytes), { ...totals, rate });
    },
    clear() {
      terminal.write('\r\x1b[K');
    },
    stop() {
      bar.stop();
    },
  };
}
