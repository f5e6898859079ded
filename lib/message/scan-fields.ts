/**
 * Finds the fields of a message header, with byte offsets, in constant memory however large the header is.
 *
 * A field is `name[blanks]:` with a name of printable ASCII and the lines that start with a blank behind it (RFC 5322
 * 2.2, 2.2.3; blanks before the colon: 4.5.8 obs-optional). The header ends at an empty line, or, as in Postfix
 * (cleanup_message.c), in front of the first line that is neither a field nor a continuation: what comes then is body
 * for the next Postfix, so it is body here.
 */
import type { ByteSource } from '../io/source.ts';

export interface FieldRange {
  /** As written, without blanks in front of the colon. */
  readonly name: string;
  readonly start: number;
  /** Behind the last line ending of the field. */
  readonly end: number;
}

export interface HeaderEnd {
  readonly endOffset: number;
  readonly bodyOffset: number;
  readonly lineEnding: '\n' | '\r\n';
  /** False when no empty line ends the header. */
  readonly separated: boolean;
}

/** A colon further on makes no field: Postfix looks for it in what it reads at once (line_length_limit, 2048 bytes). */
const MAX_PREFIX_BYTES = 2048;
const FIELD_NAME = /^([!-9;-~]+)[ \t]*:/;

export function* scanFields(source: ByteSource): Generator<FieldRange, HeaderEnd> {
  let field: FieldRange | undefined;
  let lineEnding: HeaderEnd['lineEnding'] | undefined;
  let end: HeaderEnd | undefined;
  for (const line of linePrefixes(source)) {
    lineEnding ??= line.crlf ? '\r\n' : '\n';
    const continues = line.prefix.startsWith(' ') || line.prefix.startsWith('\t');
    if (continues && field !== undefined) {
      field = { ...field, end: line.end };
      continue;
    }
    const name = FIELD_NAME.exec(line.prefix)?.[1];
    if (name === undefined) {
      const separated = line.empty;
      end = { endOffset: line.start, bodyOffset: separated ? line.end : line.start, lineEnding, separated };
      break;
    }
    if (field !== undefined) yield field;
    field = { name, start: line.start, end: line.end };
  }
  if (field !== undefined) yield field;
  const size = source.sizeBytes;
  return end ?? { endOffset: size, bodyOffset: size, lineEnding: lineEnding ?? '\n', separated: false };
}

interface LinePrefix {
  readonly start: number;
  /** Behind the line feed. */
  readonly end: number;
  /** The first bytes, one char a byte, without the line ending. */
  readonly prefix: string;
  readonly empty: boolean;
  readonly crlf: boolean;
}

function* linePrefixes(source: ByteSource): Generator<LinePrefix> {
  let start = 0;
  let prefix = '';
  let at = 0;
  let lastByte = 0;
  for (const chunk of source.chunks()) {
    let from = 0;
    while (from < chunk.length) {
      const lineFeed = chunk.indexOf(0x0a, from);
      const to = lineFeed < 0 ? chunk.length : lineFeed;
      const wanted = MAX_PREFIX_BYTES - prefix.length;
      if (wanted > 0) prefix += chunk.toString('latin1', from, Math.min(to, from + wanted));
      const before = to > from ? chunk[to - 1] : lastByte;
      if (lineFeed < 0) {
        lastByte = before ?? 0;
        break;
      }
      const end = at + lineFeed + 1;
      const crlf = end - start > 1 && before === 0x0d;
      yield { start, end, prefix, empty: end - start === (crlf ? 2 : 1), crlf };
      start = end;
      prefix = '';
      lastByte = 0x0a;
      from = lineFeed + 1;
    }
    at += chunk.length;
  }
  if (at > start) yield { start, end: at, prefix, empty: false, crlf: false };
}
