/**
 * What PDFInfo (spec 3.11) reads in one line of a document: values of properties, `/Title(text)` or `/Title<hex>`, and URIs.
 * It is no PDF parser: the line may lie in a stream, an object may span lines. Byte strings. The first occurrence that has
 * a complete value counts. Linear in the length of the line for each question, whatever stands in it.
 */
import { parsePdfString } from './pdf-string.ts';

const MAX_BLANKS = 2;
const URI_KEY = /(?:\/S[\t-\r ]{0,2}\/URI[\t-\r ]{0,2}|^[\t-\r ]*)\/URI(?=[\t-\r ]{0,2}[(<])/g;
const BARE_URI = /\(https?:\/\//g;
const BARE_URI_END = ')>>';
const MIN_BARE_URI_BYTES = 8;
const MAX_BARE_URI_BYTES = 256;

interface Found {
  readonly at: number;
  /** With its brackets. */
  readonly value: string;
}

export class PdfLine {
  readonly #text: string;
  /** From here on no value ends: a line full of openings must not be searched from each of them. */
  readonly #unclosedFrom = { '(': Infinity, '<': Infinity };

  constructor(text: string) {
    this.#text = text;
  }

  /** The value of a property, decoded; `key` is `/Title`. */
  property(key: string): string | undefined {
    for (let at = this.#text.indexOf(key); at >= 0; at = this.#text.indexOf(key, at + key.length)) {
      const value = this.#valueAt(at + key.length);
      if (value !== undefined) return parsePdfString(value);
    }
    return undefined;
  }

  /** `none`: nothing in the line looks like a URI. `broken`: what does is none. */
  uri(): { readonly kind: 'none' | 'broken' } | { readonly kind: 'uri'; readonly uri: string } {
    const action = this.#uriAction();
    const bare = this.#bareUri();
    const isBare = bare !== undefined && (action === undefined || bare.at < action.at);
    const found = isBare ? bare : action;
    if (found === undefined) return { kind: 'none' };
    // Hex has no dot, so URIs written that way never count.
    if (!isBare && !found.value.includes('.')) return { kind: 'broken' };
    const uri = parsePdfString(found.value);
    return uri.indexOf('.') > 0 && !uri.includes('\0') ? { kind: 'uri', uri } : { kind: 'broken' };
  }

  /** `/S/URI/URI(...)`, or a line that begins with `/URI(...)`. */
  #uriAction(): Found | undefined {
    if (!this.#text.includes('/URI')) return undefined;
    for (const { 0: key, index } of this.#text.matchAll(URI_KEY)) {
      const value = this.#valueAt(index + key.length);
      if (value !== undefined) return { at: index, value };
    }
    return undefined;
  }

  /** `(http://...)>>` anywhere; the last end within reach counts. */
  #bareUri(): Found | undefined {
    if (!this.#text.includes(BARE_URI_END)) return undefined;
    for (const { 0: scheme, index } of this.#text.matchAll(BARE_URI)) {
      const from = index + scheme.length + MIN_BARE_URI_BYTES;
      const to = index + scheme.length + MAX_BARE_URI_BYTES + BARE_URI_END.length;
      const length = this.#text.slice(from, to).lastIndexOf(BARE_URI_END);
      if (length >= 0) return { at: index, value: this.#text.slice(index + 1, from + length) };
    }
    return undefined;
  }

  #valueAt(start: number): string | undefined {
    let at = start;
    while (at < start + MAX_BLANKS && isBlank(this.#text.charCodeAt(at))) at += 1;
    const opening = this.#text.charAt(at);
    if ((opening !== '(' && opening !== '<') || at >= this.#unclosedFrom[opening]) return undefined;
    const end = opening === '(' ? this.#closingParenthesis(at) : this.#text.indexOf('>', at);
    if (end >= 0) return this.#text.slice(at, end + 1);
    this.#unclosedFrom[opening] = at;
    return undefined;
  }

  /** The first one without a backslash in front; nested ones do not count. */
  #closingParenthesis(at: number): number {
    let end = this.#text.indexOf(')', at);
    while (end >= 0 && this.#text.charAt(end - 1) === '\\') end = this.#text.indexOf(')', end + 1);
    return end;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
