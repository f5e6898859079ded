/**
 * The header of a message as it is rewritten: its lines as they came, each with its line ending, the blank line that ends
 * it, and where the body begins. SpamAssassin's reading of what a header is (spec 2.1): three lines that are no fields
 * are passed over, the fourth ends it, and so does one that begins with `--`. Of a header beyond 1 MiB the beginning is given.
 */
import type { ByteSource } from '../io/source.ts';

export interface HeaderLines {
  /** Byte strings, line endings included. */
  readonly lines: readonly string[];
  /** The blank line behind the header; '' when there is none. */
  readonly separator: string;
  readonly bodyOffset: number;
  readonly lineEnding: '\n' | '\r\n';
  /** False: the header goes on behind what is given. */
  readonly isWhole: boolean;
}

const MAX_HEADER_BYTES = 1024 * 1024;
const FIRST_READ_BYTES = 64 * 1024;
const TOLERATED_BAD_LINES = 3;
const FIELD = /^[!-9;-~]+[ \t]*:/;

export function headerLines(source: ByteSource): HeaderLines {
  for (let bytes = FIRST_READ_BYTES; ; bytes *= 4) {
    const text = source.read(0, Math.min(bytes, MAX_HEADER_BYTES)).toString('latin1');
    const found = linesOf(text, text.length >= source.sizeBytes, text.length >= MAX_HEADER_BYTES);
    if (found !== undefined) return found;
  }
}

/** undefined: the header goes on behind the text, and more may be read. */
function linesOf(text: string, isEnd: boolean, isLimit: boolean): HeaderLines | undefined {
  const lines: string[] = [];
  let badLines = 0;
  let separator = '';
  let at = 0;
  let ended = isEnd;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    if (lineFeed < 0 && !isEnd) {
      if (!isLimit) return undefined;
      break;
    }
    const line = lineFeed < 0 ? text.slice(at) : text.slice(at, lineFeed + 1);
    if (line === '\n' || line === '\r\n') {
      separator = line;
      at += line.length;
      ended = true;
      break;
    }
    if (!/^[ \t]/.test(line)) {
      if (!FIELD.test(line)) badLines += 1;
      ended ||= line.startsWith('--') || badLines > TOLERATED_BAD_LINES;
      if (line.startsWith('--') || badLines > TOLERATED_BAD_LINES) break;
    }
    lines.push(line);
    at += line.length;
    if (at === text.length && !isEnd && !isLimit) return undefined;
  }
  // Text without a single field is no header, but a body.
  if (lines.length > 0 && !lines.some(line => FIELD.test(line))) return bodyOnly(lines[0] ?? '');
  const lineEnding = (lines[0] ?? separator).endsWith('\r\n') ? '\r\n' : '\n';
  return { lines, separator, bodyOffset: at, lineEnding, isWhole: ended };
}

function bodyOnly(firstLine: string): HeaderLines {
  const lineEnding = firstLine.endsWith('\r\n') ? '\r\n' : '\n';
  return { lines: [], separator: '', bodyOffset: 0, lineEnding, isWhole: true };
}

/** The lines without those of some fields. The name is given in lower case. */
export function withoutFields(lines: readonly string[], remove: (name: string) => boolean): string[] {
  let removing = false;
  return lines.filter(line => {
    if (!/^[ \t]/.test(line)) {
      const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1] ?? '';
      removing = name !== '' && remove(name.toLowerCase());
    }
    return !removing;
  });
}

/** The values of a field, each with its folds and line ending, blanks in front taken off. */
export function fieldValues(lines: readonly string[], name: string): string[] {
  const start = new RegExp(`^${name}[ \\t]*:[ \\t]*`, 'i');
  const values: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (inside) values.push(`${values.pop() ?? ''}${line}`);
      continue;
    }
    const found = start.exec(line);
    inside = found !== null;
    if (found !== null) values.push(line.slice(found[0].length));
  }
  return values;
}
