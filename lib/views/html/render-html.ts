/**
 * Renders one text/html part (spec 2.10): text for the body view, and the counters and links that evals and the uri view
 * use. Input is the decoded (Unicode) source. Never throws; time and memory are linear in the source.
 */
import { lengthInCharacters } from '../bytes.ts';
import { resolveUri } from '../uri/resolve-uri.ts';
import { emptyHtmlResult } from './html-result.ts';
import type { HtmlAnchor, HtmlResult } from './html-result.ts';
import { canonUri, hrefOf, linksOf } from './links-of.ts';
import { TextChunks } from './text-chunks.ts';
import { TextStyle } from './text-style.ts';
import { tokenizeHtml } from './tokenize.ts';
import type { HtmlHandler } from './tokenize.ts';

/** HTML 4, and the others that SpamAssassin takes for elements. */
const ELEMENTS = new Set(
  `a abbr acronym address area b base bdo big blockquote body br button caption cite code col colgroup dd del dfn div dl dt
   em fieldset form h1 h2 h3 h4 h5 h6 head hr html i img input ins kbd label legend li link map meta noscript object ol
   optgroup option p param pre q samp script select small span strong style sub sup table tbody td textarea tfoot th thead
   title tr tt ul var applet basefont center dir font frame frameset iframe isindex menu noframes s strike u nobr x-sigsep
   x-tab`.split(/\s+/),
);
/** Rendered, but no elements. */
const TRICKS = new Set(['bgsound', 'embed', 'listing', 'plaintext', 'xmp']);
const NAMESPACED = /^(?:o|st\d):[\w-]+\/?$/;
const GOOD_FACE = /^\s*["'.]?[a-z ][a-z -]*[a-z]\d?["']?(?:,\s*["']?[a-z][a-z -]*[a-z]\d?["']?)*;?\n?$/i;
/** A side that is no number. */
const ODD_IMAGE_PIXELS = 200;

const WHITESPACE = new Map<string, string>([
  ...['br', 'div'].map((tag): [string, string] => [tag, '\n']),
  ...['li', 'th', 'td', 'dt', 'dd', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'embed'].map(
    (tag): [string, string] => [tag, ' '],
  ),
  ...['p', 'hr', 'blockquote', 'pre', 'listing', 'plaintext', 'xmp', 'title'].map((tag): [string, string] => [
    tag,
    '\n\n',
  ]),
]);

export function renderHtml(source: string): HtmlResult {
  const renderer = new Renderer(lengthInCharacters(source));
  tokenizeHtml(prepare(source), renderer);
  return renderer.finish();
}

function prepare(source: string): string {
  return source
    .replaceAll('&nbsp;', ' ')
    .replace(/<(\w{1,64})\s{0,64}\/>/g, '<$1>')
    .replace(/[\u201c\u201d]/g, '"');
}

class Renderer implements HtmlHandler {
  readonly #result: HtmlResult;
  readonly #chunks = new TextChunks();
  readonly #style: TextStyle;
  #base = '';
  #anchor: HtmlAnchor | undefined;

  constructor(length: number) {
    this.#result = emptyHtmlResult(length);
    this.#style = new TextStyle(this.#result);
  }

  start(tag: string, attributes: ReadonlyMap<string, string>): void {
    if (!this.#count(tag, 1)) return;
    this.#style.open(tag, attributes);
    this.#emitWhitespace(tag);
    this.#noteLinks(tag, attributes);
    this.#noteAttributes(tag, attributes);
  }

  end(tag: string): void {
    if (!this.#count(tag, -1)) return;
    this.#style.close(tag);
    this.#emitWhitespace(tag);
  }

  text(text: string): void {
    if (this.#isInside('script')) {
      this.#result.scripts.push(text);
      return;
    }
    if (this.#isInside('style')) return;
    if (this.#isInside('a') && this.#anchor !== undefined) this.#anchor.text += text;
    if (this.#isInside('title')) {
      const last = this.#result.titles.length - 1;
      this.#result.titles[last] = (this.#result.titles[last] ?? '') + text;
    }
    const isBlank = !/[^ \t\n\r\f\v]/.test(text);
    this.#chunks.addText(text, isBlank || this.#style.visible);
  }

  comment(text: string): void {
    this.#result.comments.push(text);
  }

  doctype(): void {
    this.#result.elements += 1;
    this.#result.tags += 1;
    this.#result.inside.set('!doctype', 0);
  }

  finish(): HtmlResult {
    const result = this.#result;
    result.text = this.#chunks.all;
    result.visibleText = this.#chunks.visible;
    result.invisibleText = this.#chunks.invisible;
    result.obfuscation = this.#chunks.obfuscation;
    result.backhair = this.#chunks.backhair.size;
    return result;
  }

  #isInside(tag: string): boolean {
    return (this.#result.inside.get(tag) ?? 0) > 0;
  }

  /** Counts a start (+1) or end (-1) tag; false when the tag renders to nothing. */
  #count(tag: string, step: 1 | -1): boolean {
    const result = this.#result;
    const isNew = !result.inside.has(tag);
    const isNamespaced = NAMESPACED.test(tag);
    if (ELEMENTS.has(tag) || isNamespaced) {
      result.elements += 1;
      if (isNew) result.elementsSeen += 1;
    }
    result.tags += 1;
    if (isNew) result.tagsSeen += 1;
    const inside = (result.inside.get(tag) ?? 0) + step;
    if (inside < 0) result.closedExtra += 1;
    result.inside.set(tag, Math.max(0, inside));
    return !isNamespaced && (ELEMENTS.has(tag) || TRICKS.has(tag));
  }

  #emitWhitespace(tag: string): void {
    const whitespace = WHITESPACE.get(tag);
    if (whitespace !== undefined) this.#chunks.addWhitespace(whitespace);
  }

  #noteAttributes(tag: string, attributes: ReadonlyMap<string, string>): void {
    const result = this.#result;
    switch (tag) {
      case 'font':
        if (!GOOD_FACE.test(attributes.get('face') ?? 'serif')) result.fontFaceBad = true;
        break;
      case 'img':
        if (this.#isInside('a') && this.#anchor !== undefined) this.#anchor.text += '<img>\n';
        result.imageArea += imageArea(attributes);
        break;
      case 'form':
        if (/mailto:/i.test(attributes.get('action') ?? '')) result.formActionMailto = true;
        break;
      case 'object':
      case 'embed':
        result.embeds = true;
        break;
      case 'a':
        this.#anchor = { uri: canonUri(hrefOf(attributes) ?? '').uri, text: '' };
        result.anchors.push(this.#anchor);
        break;
      case 'title':
        result.titles.push('');
        break;
      case 'meta': {
        const isType = /Content-Type/i.test(attributes.get('http-equiv') ?? '');
        const charset = /\bcharset\s*=\s*["']?([^"']+)/i.exec(attributes.get('content') ?? '')?.[1];
        if (isType && charset !== undefined) result.charsets.push(charset);
      }
    }
  }

  #noteLinks(tag: string, attributes: ReadonlyMap<string, string>): void {
    for (const { uri, truncated } of linksOf(tag, attributes)) {
      if (truncated) this.#result.uriTruncated = true;
      const resolved = /^(?:data|mailto|file|cid|tel):/i.test(uri) ? uri : resolveUri(uri, this.#base);
      if (uri !== '' && resolved !== '') this.#result.links.push({ uri, resolved, tag });
      if (tag === 'base' && /^(?:https?|ftp):\/{0,2}/i.test(uri)) this.#base = baseOf(uri);
    }
  }
}

/** What relative URIs are put behind: a file name at the end goes. */
function baseOf(uri: string): string {
  const folder = uri.replace(/^([a-z]+:\/{0,2}[^/]+\/(?:.*\/)?)[^/.]+\.[^/.]{2,4}$/is, '$1');
  return folder.endsWith('/') ? folder : `${folder}/`;
}

function imageArea(attributes: ReadonlyMap<string, string>): number {
  const [width, height] = [attributes.get('width'), attributes.get('height')];
  return width === undefined || height === undefined ? 0 : imageLength(width, 8) * imageLength(height, 6);
}

/** Pixels; percent count as that many pixels times the factor. */
function imageLength(value: string, percentFactor: number): number {
  const [, digits = '0', percent] = /^(\d{1,9})(%)?\n?$/.exec(value) ?? [];
  const pixels = Number(digits) * (percent === undefined ? 1 : percentFactor);
  return pixels <= 0 ? ODD_IMAGE_PIXELS : pixels;
}
