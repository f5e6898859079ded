/**
 * Log lines to a file: created with mode 0640, opened for appending, one write a line so that lines of processes that
 * run side by side do not mix. The file is opened for each batch, so logrotate(8) needs no signal. Nothing blocks: a
 * pipe without a reader is an error here.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Sink } from './sink.ts';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;

export function fileSink(path: string): Sink {
  return {
    write(lines) {
      try {
        const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
        try {
          for (const { text } of lines) writeSync(file, `${text}\n`);
        } finally {
          closeSync(file);
        }
        return Promise.resolve(true);
      } catch {
        return Promise.resolve(false);
      }
    },
  };
}
