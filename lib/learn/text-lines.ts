/** The lines of a file of any size, byte strings without their line feeds. A line beyond 64 kB is given as ''. */
import type { ByteSource } from '../io/source.ts';

const MAX_LINE_CHARS = 64 * 1024;

export function* textLines(source: ByteSource): Generator<string> {
  let held = '';
  let tooLong = false;
  for (const chunk of source.chunks()) {
    const lines = chunk.toString('latin1').split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield tooLong ? '' : held + line;
      held = '';
      tooLong = false;
    }
    tooLong ||= held.length + last.length > MAX_LINE_CHARS;
    held = tooLong ? '' : held + last;
  }
  if (held !== '') yield held;
}
