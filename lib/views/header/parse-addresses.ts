/**
 * SpamAssassin's tolerant reading of address lists (spec 2.9): what `:addr` and `:name` give. Byte strings. One pass over
 * the value; nothing is an error.
 */
export interface ParsedAddress {
  readonly address: string;
  /** Phrase, or else the trailing comment; unquoted, not decoded. */
  readonly name: string;
}

interface Pieces {
  phrase: string;
  angle: string | undefined;
  comment: string;
}

export function parseAddresses(value: string): readonly ParsedAddress[] {
  const found: ParsedAddress[] = [];
  for (const pieces of splitList(value)) {
    const one = toAddress(pieces);
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** Cuts the list at `,` and `;`, and each entry into phrase, `<...>` and comment. A group's name is dropped. */
function splitList(value: string): readonly Pieces[] {
  const entries: Pieces[] = [];
  let current: Pieces = { phrase: '', angle: undefined, comment: '' };
  const flush = (): void => {
    entries.push(current);
    current = { phrase: '', angle: undefined, comment: '' };
  };
  let at = 0;
  while (at < value.length) {
    const char = value.charAt(at);
    if (char === '"') {
      const end = quotedEnd(value, at);
      current.phrase += value.slice(at, end);
      at = end;
    } else if (char === '(') {
      const end = commentEnd(value, at);
      if (current.comment === '') current.comment = value.slice(at + 1, end - 1);
      at = end;
    } else if (char === '<') {
      const close = value.indexOf('>', at);
      const end = close < 0 ? value.length : close;
      current.angle ??= value.slice(at + 1, end);
      at = end + 1;
    } else if (char === ',' || char === ';') {
      flush();
      at += 1;
    } else if (char === ':' && current.angle === undefined && !current.phrase.includes('@')) {
      current.phrase = '';
      at += 1;
    } else {
      current.phrase += char;
      at += 1;
    }
  }
  flush();
  return entries;
}

function quotedEnd(value: string, from: number): number {
  for (let at = from + 1; at < value.length; at += 1) {
    if (value.charAt(at) === '\\') at += 1;
    else if (value.charAt(at) === '"') return at + 1;
  }
  return from + 1;
}

function commentEnd(value: string, from: number): number {
  let depth = 0;
  for (let at = from; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && (depth -= 1) === 0) return at + 1;
  }
  return value.length + 1;
}

function toAddress({ phrase, angle, comment }: Pieces): ParsedAddress | undefined {
  const words = unquote(phrase.trim());
  if (angle !== undefined) {
    const address = mailboxIn(angle);
    if (address === '' && isMailbox(words)) return { address: words, name: '' };
    if (address === '' && words === '' && comment === '') return undefined;
    return {
      address,
      name: words === address && !phrase.includes('"') ? comment.trim() : words || comment.trim(),
    };
  }
  const bare = mailboxIn(phrase);
  if (bare !== '') return { address: bare, name: comment.trim() };
  return words === '' && comment === '' ? undefined : { address: '', name: words || comment.trim() };
}

function unquote(phrase: string): string {
  return phrase
    .replace(/"((?:[^"\\]|\\.)*)"/gs, '$1')
    .replace(/\\(.)/gs, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `local@domain`, cut behind the domain; '' when the text is none. */
function mailboxIn(text: string): string {
  const match = /^\s*((?:"[^"]*"|[^\s"<>(),;:@]+)@(?:\[[^\]\s]*\]|[^\s"<>(),;:@[\]]+))/.exec(text);
  return match?.[1] ?? '';
}

function isMailbox(text: string): boolean {
  return /^[^\s"<>(),;:@]+@[^\s"<>(),;:@]+$/.test(text);
}
