/**
 * HTML tokeniser that cuts text up as HTML::Parser 3.81 does in its lenient mode (spec 2.10), not as browsers do:
 * `<b/c>` is a tag named `b/c`, an unterminated tag at the end is a comment, only HTML 4 literal elements are known.
 * Input is Unicode text. Linear time: no construct makes it look at the same text more than a fixed number of times.
 */
import { decodeEntities } from './entities.ts';

export interface HtmlHandler {
  /** Attribute names in lower case, values decoded, the first of duplicates kept. */
  start(tag: string, attributes: ReadonlyMap<string, string>): void;
  end(tag: string): void;
  text(text: string): void;
  /** With its markup. */
  comment(text: string): void;
  doctype(): void;
}

/**
 * Elements whose contents are not markup; with entities decoded in the second set. Without an end tag the contents of
 * script and style go to the end, as SpamAssassin closes these; those of a title are read as markup. So are those of
 * script and style, once the parser has come to the end in vain for something else and started again.
 */
const LITERAL = new Set(['script', 'style', 'xmp', 'iframe', 'plaintext']);
const LITERAL_WITH_ENTITIES = new Set(['title', 'textarea']);

export function tokenizeHtml(html: string, handler: HtmlHandler): void {
  const finder = new ForwardFinder(html);
  let textStart = 0;
  let at = 0;
  let isSecondReading = false;
  let openTitle = false;
  const flush = (end: number): void => {
    if (end > textStart) handler.text(decodeEntities(html.slice(textStart, end)));
  };
  const endTitle = (): void => {
    if (openTitle) handler.end('title');
    openTitle = false;
  };
  while ((at = finder.find('<', at)) >= 0) {
    const token = readToken(html, at, finder);
    if (token === undefined) {
      flush(at);
      textStart = at;
      at += 1;
      continue;
    }
    flush(at);
    at = token.end;
    textStart = at;
    switch (token.kind) {
      case 'comment':
        if (token.text.startsWith('<!--') && !token.text.endsWith('-->')) isSecondReading = true;
        handler.comment(token.text);
        break;
      case 'cdata':
        handler.text(token.text);
        break;
      case 'doctype':
        handler.doctype();
        break;
      case 'nothing':
        break;
      case 'end':
        endTitle();
        handler.end(token.tag);
        break;
      case 'start': {
        endTitle();
        handler.start(token.tag, token.attributes);
        const literal = literalContent(html, token.tag, at, finder);
        if (literal === undefined) break;
        if (!literal.isClosed && token.tag === 'title') {
          isSecondReading = true;
          openTitle = true;
          break;
        }
        const endsByItself = !literal.isClosed && (token.tag === 'script' || token.tag === 'style');
        if (endsByItself && isSecondReading) {
          handler.end(token.tag);
          break;
        }
        const content = html.slice(at, literal.end);
        if (content !== '') handler.text(LITERAL.has(token.tag) ? content : decodeEntities(content));
        if (endsByItself) handler.end(token.tag);
        at = literal.end;
        textStart = at;
      }
    }
  }
  flush(html.length);
  endTitle();
}

type Token =
  | { kind: 'start'; tag: string; attributes: Map<string, string>; end: number }
  | { kind: 'end'; tag: string; end: number }
  | { kind: 'comment' | 'cdata'; text: string; end: number }
  | { kind: 'nothing' | 'doctype'; end: number };

/** The token at `at`, which is a `<`; undefined when that is text. */
function readToken(html: string, at: number, finder: ForwardFinder): Token | undefined {
  const next = html.charAt(at + 1);
  if (next === '') return { kind: 'comment', text: '<', end: html.length };
  if (next === '!') return readDeclaration(html, at, finder);
  if (next === '?') return { kind: 'nothing', end: endAt(finder.find('>', at), html) };
  if (next === '/') return readEndTag(html, at, finder);
  if (!/^[A-Za-z]$/.test(next)) return undefined;
  const nameEnd = skipName(html, at + 1);
  const tag = html.slice(at + 1, nameEnd).toLowerCase();
  const attributes = new Map<string, string>();
  const end = readAttributes(html, nameEnd, attributes);
  if (end < 0) return { kind: 'comment', text: html.slice(at), end: html.length };
  return { kind: 'start', tag, attributes, end };
}

function readEndTag(html: string, at: number, finder: ForwardFinder): Token {
  const end = endAt(finder.find('>', at), html);
  if (!/^[A-Za-z]$/.test(html.charAt(at + 2))) return { kind: 'comment', text: html.slice(at, end), end };
  const tag = html.slice(at + 2, Math.min(skipName(html, at + 2), end)).toLowerCase();
  return { kind: 'end', tag, end };
}

function readDeclaration(html: string, at: number, finder: ForwardFinder): Token {
  if (html.startsWith('<!--', at)) {
    const close = finder.find('-->', at + 4);
    const end = close >= 0 ? close + 3 : endAt(finder.find('>', at + 4), html);
    return { kind: 'comment', text: html.slice(at, end), end };
  }
  if (html.startsWith('<![CDATA[', at)) {
    const close = finder.find(']]>', at + 9);
    const textEnd = close < 0 ? html.length : close;
    return { kind: 'cdata', text: html.slice(at + 9, textEnd), end: close < 0 ? html.length : close + 3 };
  }
  const end = endAt(finder.find('>', at), html);
  if (/^<!doctype\b/i.test(html.slice(at, at + 12))) return { kind: 'doctype', end };
  return { kind: 'comment', text: html.slice(at, end), end };
}

function endAt(found: number, html: string): number {
  return found < 0 ? html.length : found + 1;
}

function skipName(html: string, from: number): number {
  let at = from;
  while (at < html.length && !isSpaceOr(html.charCodeAt(at), '>')) at += 1;
  return at;
}

/** Reads up to and including `>`; -1 when there is none. */
function readAttributes(html: string, from: number, into: Map<string, string>): number {
  let at = from;
  for (;;) {
    while (isSpace(html.charCodeAt(at))) at += 1;
    if (at >= html.length) return -1;
    if (html.charAt(at) === '>') return at + 1;
    const nameStart = at;
    at += 1;
    while (at < html.length && html.charAt(at) !== '=' && !isSpaceOr(html.charCodeAt(at), '>')) at += 1;
    const name = html.slice(nameStart, at).toLowerCase();
    let equals = at;
    while (isSpace(html.charCodeAt(equals))) equals += 1;
    let value = name;
    if (html.charAt(equals) === '=') {
      const valueStart = skipSpace(html, equals + 1);
      const quote = html.charAt(valueStart);
      let valueEnd: number;
      if (quote === '"' || quote === "'") {
        valueEnd = html.indexOf(quote, valueStart + 1);
        if (valueEnd < 0) return -1;
        value = decodeEntities(html.slice(valueStart + 1, valueEnd));
        at = valueEnd + 1;
      } else {
        valueEnd = skipName(html, valueStart);
        value = decodeEntities(html.slice(valueStart, valueEnd));
        at = valueEnd;
      }
    }
    if (!into.has(name)) into.set(name, value);
  }
}

function skipSpace(html: string, from: number): number {
  let at = from;
  while (isSpace(html.charCodeAt(at))) at += 1;
  return at;
}

/** Where the contents of a literal element end, and whether at an end tag; undefined for other elements. */
function literalContent(
  html: string,
  tag: string,
  from: number,
  finder: ForwardFinder,
): { readonly end: number; readonly isClosed: boolean } | undefined {
  if (!LITERAL.has(tag) && !LITERAL_WITH_ENTITIES.has(tag)) return undefined;
  const close = tag === 'plaintext' ? -1 : finder.findClose(tag, from);
  return close < 0 ? { end: html.length, isClosed: false } : { end: close, isClosed: true };
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function isSpaceOr(code: number, other: string): boolean {
  return isSpace(code) || code === other.charCodeAt(0);
}

/** indexOf that remembers how far it has looked in vain or where the next one is, so that repeated questions cost nothing. */
class ForwardFinder {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  find(what: string, from: number): number {
    return this.#remember(what, from, () => this.#text.indexOf(what, from));
  }

  /** `</tag` in any case, followed by white space or `>`. */
  findClose(tag: string, from: number): number {
    return this.#remember(`</${tag}`, from, () => {
      const pattern = new RegExp(`</${tag}(?=[\\s>])`, 'gi');
      pattern.lastIndex = from;
      return pattern.exec(this.#text)?.index ?? -1;
    });
  }

  #remember(key: string, from: number, look: () => number): number {
    const known = this.#next.get(key);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = look();
    this.#next.set(key, found);
    return found;
  }
}
