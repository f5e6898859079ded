/**
 * Splits a message into header fields and body as SpamAssassin does (Message.pm; spec 2.1), leniently:
 * an mbox `From ` line in front is dropped; a header line that is no field is passed over three times, the fourth ends
 * the header; so does a line that starts with `--`. Names are cut to 256 bytes, raw values to 8192.
 * All text is byte strings. Line endings of values and body are LF; the pristine copies keep theirs.
 */

/** What the reading tripped over, in SpamAssassin's words (eval check_msg_parse_flags). */
export type ParseFlag =
  | 'missing_head_body_separator'
  | 'truncated_header'
  | 'missing_mime_headers'
  | 'missing_mime_head_body_separator'
  | 'mime_epilogue_exists'
  | 'mimepart_limit_exceeded';

export interface RawField {
  readonly name: string;
  /** What follows the colon: leading blank, folds and the final newline included. */
  readonly raw: string;
}

export interface SplitMessage {
  readonly fields: readonly RawField[];
  /** Header as received, the blank line included. */
  readonly pristineHeader: string;
  readonly pristineBody: string;
  /** The body with LF line endings and no long runs of blank lines, for the MIME reader. */
  readonly body: string;
  readonly flags: ReadonlySet<ParseFlag>;
}

const MAX_NAME_BYTES = 256;
const MAX_VALUE_BYTES = 8192;
const TOLERATED_BAD_LINES = 3;
const FIELD_START = /[!-9;-~]+[ \t]*:/y;
const MBOX_LINE = /^From\s+(?!:)[^\n]*\n/;

export function splitMessage(bytes: Buffer): SplitMessage {
  const whole = bytes.toString('latin1');
  const text = whole.startsWith('From') ? whole.replace(MBOX_LINE, '') : whole;
  const flags = new Set<ParseFlag>();
  const reader = new FieldReader(text, flags);
  let at = 0;
  let badLines = 0;
  let ended = false;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const first = text.charAt(at);
    if (first === '\n' || (first === '\r' && newline === at + 1)) {
      ended = true;
      at = next;
      break;
    }
    if (first === ' ' || first === '\t') {
      reader.extend(next);
    } else if (text.startsWith('--', at)) {
      break;
    } else if (startsField(text, at)) {
      reader.start(at, next);
    } else {
      badLines += 1;
      if (badLines > TOLERATED_BAD_LINES) break;
      reader.skip();
    }
    at = next;
  }
  if (!ended) flags.add('missing_head_body_separator');
  const pristineBody = text.slice(at);
  return {
    fields: reader.finish(),
    pristineHeader: text.slice(0, at),
    pristineBody,
    body: limitBlankLines(toLf(pristineBody)),
    flags,
  };
}

function startsField(text: string, at: number): boolean {
  FIELD_START.lastIndex = at;
  return FIELD_START.test(text);
}

export function toLf(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

/** Of more than 20 blank lines behind a line the first and the last 19 stay, as in SpamAssassin. */
function limitBlankLines(body: string): string {
  return body.replace(/(?<=\n)(?:[^\S\n]*\n){21,}/g, run => {
    const lines = run.split('\n');
    return [lines[0] ?? '', ...lines.slice(-20)].join('\n');
  });
}

/** Collects fields by offset, so that a field of many lines is cut out once. */
export class FieldReader {
  readonly #text: string;
  readonly #flags: Set<ParseFlag>;
  readonly #fields: RawField[] = [];
  #start = -1;
  #end = -1;

  constructor(text: string, flags: Set<ParseFlag>) {
    this.#text = text;
    this.#flags = flags;
  }

  start(at: number, end: number): void {
    this.#flush();
    this.#start = at;
    this.#end = end;
  }

  /** A continuation line up to `end`. */
  extend(end: number): void {
    if (this.#start >= 0) this.#end = end;
  }

  skip(): void {
    this.#flush();
  }

  finish(): readonly RawField[] {
    this.#flush();
    return this.#fields;
  }

  #flush(): void {
    if (this.#start < 0) return;
    const colon = this.#text.indexOf(':', this.#start);
    const name = this.#text.slice(this.#start, Math.min(colon, this.#start + 2 * MAX_NAME_BYTES)).trimEnd();
    // Twice the limit leaves room for the CRs that go before the value is cut.
    const value = toLf(this.#text.slice(colon + 1, Math.min(this.#end, colon + 1 + 2 * MAX_VALUE_BYTES)));
    if (name.length > MAX_NAME_BYTES || value.length > MAX_VALUE_BYTES) this.#flags.add('truncated_header');
    this.#fields.push({ name: name.slice(0, MAX_NAME_BYTES), raw: value.slice(0, MAX_VALUE_BYTES) });
    this.#start = -1;
  }
}
