/**
 * The messages of an mbox file, in constant memory however large file and messages are. A file that does not begin with
 * `From ` is one message. The bytes between two separators are given as they are: `>From ` stays quoted, and the
 * empty line in front of the next separator stays too.
 */
import type { ByteSource } from '../io/source.ts';
import { fromLineEnd, isSeparator, MAX_FROM_LINE_BYTES } from './from-line.ts';
import { subSource } from '../io/sub-source.ts';

export interface MboxMessage {
  /** Counted from 1. */
  readonly number: number;
  /** True for the only message of its file. */
  readonly alone: boolean;
  readonly source: ByteSource;
  /** The line in front of it, with its line feed; '' for a file without one. A byte string. */
  readonly fromLine: string;
  /** Offset in the file behind the message. */
  readonly end: number;
}

const WINDOW_BYTES = 64 * 1024;
const LINE_START = '\nFrom ';

export function* mboxMessages(file: ByteSource): Generator<MboxMessage> {
  let start = fromLineEnd(file);
  let number = 1;
  let fromLine = file.read(0, start).toString('latin1');
  if (start > 0) {
    for (const separator of separators(file, start)) {
      const source = subSource(file, start, separator.start);
      yield { number, alone: false, source, fromLine, end: separator.start };
      fromLine = file.read(separator.start, separator.end).toString('latin1');
      start = separator.end;
      number += 1;
    }
  }
  const end = file.sizeBytes;
  yield { number, alone: number === 1, source: subSource(file, start, end), fromLine, end };
}

/** The separator lines behind the first one. `offset` is that of a line's first byte. */
function* separators(file: ByteSource, offset: number): Generator<{ start: number; end: number }> {
  // One byte back, so that a separator directly behind another is found by its line feed too.
  for (let at = offset - 1; at < file.sizeBytes;) {
    const window = file.read(at, at + WINDOW_BYTES);
    const found = window.indexOf(LINE_START, 0, 'latin1');
    if (found < 0) {
      at += Math.max(1, window.length - LINE_START.length + 1);
      continue;
    }
    const start = at + found + 1;
    const line = file.read(start, start + MAX_FROM_LINE_BYTES);
    const lineFeed = line.indexOf(0x0a);
    at = start;
    if (lineFeed >= 0 && isSeparator(line.toString('latin1', 0, lineFeed))) {
      yield { start, end: start + lineFeed + 1 };
      at = start + lineFeed;
    }
  }
}
