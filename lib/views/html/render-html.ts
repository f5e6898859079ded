/**
 * Renders one text/html part (spec 2.10): text for the body view, and the counters and links that evals and the uri view
 * use. Input is the decoded (Unicode) source. Never throws; time and memory are linear in the source.
 */
import { resolveUri } from '../uri/resolve-uri.ts';
import { emptyHtmlResult } from './html-result.ts';
import type { HtmlAnchor, HtmlResult } from './html-result.ts';
import { linksOf } from './links-of.ts';
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
   x-tab bgsound embed listing plaintext xmp`.split(/\s+/),
);
const NAMESPACED = /^(?:o|st1):/;

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
  const renderer = new Renderer(source.length);
  tokenizeHtml(prepare(source), renderer);
  return renderer.finish();
}

function prepare(source: string): string {
  return source
    .replaceAll('&nbsp;', ' ')
    .replace(/<(\w{1,64}) ?\/>/g, '<$1>')
    .replace(/[\u201c\u201d]/g, '"');
}

class Renderer implements HtmlHandler {
  readonly #result: HtmlResult;
  readonly #chunks = new TextChunks();
  readonly #style: TextStyle;
  #base = '';
  #anchor: HtmlAnchor | undefined;
  #literal: 'script' | 'style' | 'title' | undefined;

  constructor(length: number) {
    this.#result = emptyHtmlResult(length);
    this.#style = new TextStyle(this.#result);
  }

  start(rawTag: string, attributes: ReadonlyMap<string, string>): void {
    const tag = this.#countTag(rawTag, 1);
    if (tag === undefined) return;
    this.#style.open(tag, attributes);
    this.#emitWhitespace(tag);
    this.#noteAttributes(tag, attributes);
    this.#noteLinks(tag, attributes);
    if (tag === 'script' || tag === 'style' || tag === 'title') this.#literal = tag;
    if (tag === 'title') this.#result.titles.push('');
  }

  end(rawTag: string): void {
    const tag = this.#countTag(rawTag, -1);
    if (tag === undefined) return;
    this.#style.close(tag);
    this.#emitWhitespace(tag);
    if (tag === 'a') this.#anchor = undefined;
    if (tag === this.#literal) this.#literal = undefined;
  }

  text(text: string): void {
    if (this.#literal === 'style') return;
    if (this.#literal === 'script') {
      this.#result.scripts.push(text);
      return;
    }
    if (this.#literal === 'title') {
      const last = this.#result.titles.length - 1;
      this.#result.titles[last] = (this.#result.titles[last] ?? '') + text;
    }
    if (this.#anchor !== undefined) this.#anchor.text += text;
    const blank = /^[ \t\n\r\f\v]*$/.test(text);
    this.#chunks.addText(text, blank || this.#style.visible);
  }

  comment(text: string): void {
    this.#result.comments.push(text);
  }

  finish(): HtmlResult {
    const result = this.#result;
    result.text = this.#chunks.all;
    result.visibleText = this.#chunks.visible;
    result.invisibleText = this.#chunks.invisible;
    result.obfuscation = this.#chunks.obfuscation;
    return result;
  }

  /** Counts a start (+1) or end (-1) tag; undefined when the tag renders to nothing. */
  #countTag(rawTag: string, step: 1 | -1): string | undefined {
    const result = this.#result;
    // `<img/src="x">`: what stands behind the slash is no part of the element's name.
    const tag = rawTag.includes('/') ? rawTag.slice(0, rawTag.indexOf('/')) : rawTag;
    const known = ELEMENTS.has(tag);
    if (known || NAMESPACED.test(tag)) {
      if (step === 1) result.elements += 1;
      result.elementsSeen.add(tag);
    }
    if (step === 1) result.tags += 1;
    result.tagsSeen.add(tag);
    const inside = (result.inside.get(tag) ?? 0) + step;
    if (inside < 0) result.closedExtra += 1;
    result.inside.set(tag, Math.max(0, inside));
    return known ? tag : undefined;
  }

  #emitWhitespace(tag: string): void {
    const whitespace = WHITESPACE.get(tag);
    if (whitespace !== undefined) this.#chunks.addWhitespace(whitespace);
  }

  #noteAttributes(tag: string, attributes: ReadonlyMap<string, string>): void {
    const result = this.#result;
    if (tag === 'embed' || tag === 'object') result.embeds = true;
    if (tag === 'form' && /^\s*mailto:/i.test(attributes.get('action') ?? '')) result.formActionMailto = true;
    if (tag === 'img') result.imageArea += imageArea(attributes);
    if (tag === 'font') {
      const face = attributes.get('face');
      if (face !== undefined && !/^[ a-z0-9_-]+(?:,[ a-z0-9_-]+)*$/i.test(face.replace(/['"]/g, '')))
        result.fontFaceBad = true;
    }
    if (tag === 'img' && this.#anchor !== undefined) this.#anchor.text += '<img>\n';
  }

  #noteLinks(tag: string, attributes: ReadonlyMap<string, string>): void {
    for (const link of linksOf(tag, attributes)) {
      if (link.truncated) this.#result.uriTruncated = true;
      if (tag === 'base')
        this.#base = link.uri.replace(/^([a-z]+:\/\/[^/]+\/(?:[^?#]*\/)?)[^/?#]+.*$/i, '$1');
      const resolved = resolveUri(link.uri, this.#base);
      this.#result.links.push({ uri: link.uri, resolved, tag });
      if (tag === 'a' && link.attribute === 'href') {
        this.#anchor = { uri: resolved, text: '' };
        this.#result.anchors.push(this.#anchor);
      }
    }
  }
}

function imageArea(attributes: ReadonlyMap<string, string>): number {
  const width = imageLength(attributes.get('width'), 8);
  const height = imageLength(attributes.get('height'), 6);
  return width === undefined || height === undefined ? 0 : width * height;
}

function imageLength(value: string | undefined, percentFactor: number): number | undefined {
  const match = /^\s*(-?\d{1,6})(%?)/.exec(value ?? '');
  if (match === null) return undefined;
  const amount = Number(match[1]) * (match[2] === '%' ? percentFactor : 1);
  return amount <= 0 ? 200 : amount;
}
