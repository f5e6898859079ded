/** `key value` of a table line: the key ends at the first blank outside double quotes; no value gives undefined. */
import { closingQuote } from './text-lines.ts';

export interface KeyValue {
  readonly key: string;
  readonly value: string | undefined;
}

export function keyValue(text: string): KeyValue {
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') at = closingQuote(text, at) ?? at;
    else if (char === ' ' || char === '\t')
      return { key: text.slice(0, at), value: text.slice(at + 1).trim() };
  }
  return { key: text, value: undefined };
}
