/**
 * Splits a message into header fields and body as SpamAssassin does (Message.pm; spec 2.1), leniently:
 * an mbox `From ` line in front is dropped; a header line that is no field is passed over three times, the fourth ends
 * the header; so does a line that starts with `--`. A line that was passed over is a field nevertheless where there is a
 * colon in it. Names are cut to 256 bytes, raw values to 8192.
 * All text is byte strings. A message whose first or last line ends in CRLF has its line ends turned into LF, in values and
 * body; in other messages a CR is a character, and a line that holds nothing else does not end the header.
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
  /** Line ends are CRLF. */
  readonly isCrlf: boolean;
  /** The body with LF line endings and no long runs of blank lines, for the MIME reader. */
  readonly body: string;
  readonly flags: ReadonlySet<ParseFlag>;
}

const MAX_NAME_BYTES = 256;
const MAX_VALUE_BYTES = 8192;
const TOLERATED_BAD_LINES = 3;
const FIELD_START = /[!-9;-~]+[ \t]*:/y;
const MBOX_SEPARATOR = /^From[\t-\r ]+(?!:)/;

export function splitMessage(bytes: Buffer): SplitMessage {
  const text = withoutSeparator(bytes.toString('latin1'));
  const isCrlf = hasCrlf(text);
  const flags = new Set<ParseFlag>();
  const fields = new FieldReader(text, isCrlf, flags);
  let at = 0;
  let badLines = 0;
  let ended = false;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    if (newline === at || (isCrlf && newline === at + 1 && text.charAt(at) === '\r')) {
      ended = true;
      at = next;
      break;
    }
    if (isBlank(text, at)) {
      fields.extend(at, next);
    } else if (text.startsWith('--', at)) {
      break;
    } else {
      if (!startsField(text, at)) badLines += 1;
      if (badLines > TOLERATED_BAD_LINES) break;
      fields.start(at, next);
    }
    at = next;
  }
  if (!ended) flags.add('missing_head_body_separator');
  const pristineHeader = text.slice(0, at);
  const pristineBody = text.slice(at);
  return {
    fields: fields.finish(),
    pristineHeader: isCrlf ? pristineHeader.replace(/(?<!\r)\n/g, '\r\n') : pristineHeader,
    pristineBody,
    isCrlf,
    body: limitBlankLines(isCrlf ? toLf(pristineBody) : pristineBody),
    flags,
  };
}

function withoutSeparator(text: string): string {
  const newline = text.indexOf('\n');
  const first = text.slice(0, newline < 0 ? undefined : newline + 1);
  return MBOX_SEPARATOR.test(first) ? text.slice(first.length) : text;
}

function hasCrlf(text: string): boolean {
  const newline = text.indexOf('\n');
  return (newline > 0 && text.charAt(newline - 1) === '\r') || text.endsWith('\r\n');
}

function isBlank(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char === ' ' || char === '\t';
}

function startsField(text: string, at: number): boolean {
  FIELD_START.lastIndex = at;
  return FIELD_START.test(text);
}

export function toLf(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

const BLANK_LINES = /(?<=\n)(?:[\t\v\f\r ]*\n){20,}(?:[\t\v\f\r ]+$|[\t\v\f\r ]*\n)/g;
const KEPT_BLANK_LINES = 20;

/** Of more than 20 blank lines behind a line the first and the last 19 stay, as in SpamAssassin. */
function limitBlankLines(body: string): string {
  return body.replace(BLANK_LINES, run => {
    const lines = run.match(/[^\n]*\n|[^\n]+/g) ?? [];
    return [lines[0], ...lines.slice(1 - KEPT_BLANK_LINES)].join('');
  });
}

/** Collects fields by offset, so that a field of many lines is cut out once. */
class FieldReader {
  readonly #text: string;
  readonly #isCrlf: boolean;
  readonly #flags: Set<ParseFlag>;
  readonly #fields: RawField[] = [];
  #start = -1;
  #end = -1;

  constructor(text: string, isCrlf: boolean, flags: Set<ParseFlag>) {
    this.#text = text;
    this.#isCrlf = isCrlf;
    this.#flags = flags;
  }

  start(at: number, end: number): void {
    this.#flush();
    this.#start = at;
    this.#end = end;
  }

  /** A continuation line; at the top of the message there is nothing that it could continue. */
  extend(at: number, end: number): void {
    if (this.#start < 0) this.#start = at;
    this.#end = end;
  }

  finish(): readonly RawField[] {
    this.#flush();
    return this.#fields;
  }

  #flush(): void {
    if (this.#start < 0) return;
    const colon = this.#text.indexOf(':', this.#start);
    if (colon >= 0 && colon < this.#end) this.#add(this.#start, colon, this.#end);
    this.#start = -1;
  }

  #add(start: number, colon: number, end: number): void {
    const name = trimEnd(this.#text.slice(start, colon));
    // Twice the limit leaves room for the CRs that go before the value is cut.
    const received = this.#text.slice(colon + 1, Math.min(end, colon + 1 + 2 * MAX_VALUE_BYTES));
    const value = this.#isCrlf ? toLf(received) : received;
    if (name.length > MAX_NAME_BYTES || value.length > MAX_VALUE_BYTES) this.#flags.add('truncated_header');
    this.#fields.push({ name: name.slice(0, MAX_NAME_BYTES), raw: value.slice(0, MAX_VALUE_BYTES) });
  }
}

function trimEnd(name: string): string {
  let end = name.length;
  while (end > 0 && isBlank(name, end - 1)) end -= 1;
  return name.slice(0, end);
}
