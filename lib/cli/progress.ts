/**
 * A progress bar on a terminal, by bytes of the inputs, since nobody knows how many messages an mbox file holds.
 * cli-progress is loaded only when a bar is shown. `clear` takes the bar off the line before something else is
 * written to the same terminal; the next update draws it again.
 */
import type { FoundFile } from '../inputs/walk.ts';

export interface Progress {
  readonly messages: number;
  /** Since the beginning. */
  readonly ms: number;
  readonly bytesSeen: number;
  /** Whatever else the bar tells. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ProgressBar {
  update(progress: Progress): void;
  clear(): void;
  stop(): void;
}

/** Fewer files than this are done before anyone has read the bar... */
const FEW_FILES = 5;
/** ...unless they are large: mbox files. */
const FEW_BYTES = 4 * 1024 * 1024;

/** The bytes to go, or undefined when there is too little for a bar. */
export function bytesToGo(found: Iterable<FoundFile>): number | undefined {
  let files = 0;
  let bytes = 0;
  for (const file of found) {
    if (file.kind !== 'file') continue;
    files += 1;
    bytes += file.sizeBytes;
  }
  return files > FEW_FILES || bytes > FEW_BYTES ? bytes : undefined;
}

/** `told`: how the counts are told behind messages and rate, `{spam} spam`. */
export async function progressBar(
  totalBytes: number,
  terminal: NodeJS.WriteStream,
  told: string,
): Promise<ProgressBar> {
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: terminal,
    format: `{bar} {percentage}% | {messages} messages, {rate}/s, ${told}`,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    forceRedraw: true,
    fps: 10,
  });
  const zeros = Object.fromEntries([...told.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, 0]));
  bar.start(totalBytes, 0, { messages: 0, rate: 0, ...zeros });
  return {
    update({ messages, ms, bytesSeen, counts }) {
      const rate = ms > 0 ? Math.round((messages * 1000) / ms) : 0;
      bar.update(Math.min(bytesSeen, totalBytes), { messages, rate, ...counts });
    },
    clear() {
      terminal.write('\r\x1b[K');
    },
    stop() {
      bar.stop();
    },
  };
}
