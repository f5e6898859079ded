/**
 * The `body` array (spec 2.6): the last Subject, then the text of all text/plain and text/html parts as paragraphs, in
 * lines of at most 2048 bytes; nothing where there is no part. Byte strings (UTF-8 octets). Linear time. Bayes reads two
 * more arrays that are made alike: what a reader sees, and what HTML hides from him (without a Subject).
 */
import { firstCharacters, hasNonAscii, toUtf8Bytes } from './bytes.ts';
import { decodeCharset } from './charset.ts';
import type { HtmlResult } from './html/html-result.ts';
import { renderHtml } from './html/render-html.ts';
import type { MimeNode } from './mime/mime-node.ts';
import type { ViewSettings } from './view-settings.ts';

const CUT_WINDOW = 1024;
const MAX_LINE_BYTES = 2048;

export interface Rendering {
  readonly node: MimeNode;
  /** Unicode; undefined for parts that give no text. */
  readonly text: string | undefined;
  readonly html: HtmlResult | undefined;
  /** The source had bytes above 7F, so the text is Unicode for Perl, too. */
  readonly decoded: boolean;
}

/** The part as text; HTML by type or by file name. */
export function renderPart(node: MimeNode, settings: ViewSettings): Rendering {
  const { type, charset } = node.contentType;
  const html = isHtml(node);
  if (!html && type !== 'text/plain') return { node, text: undefined, html: undefined, decoded: false };
  const source = decodeCharset(node.decoded(), charset, { normalize: settings.normalizeCharset });
  // Bytes that nobody decoded are bytes still.
  const decoded = hasNonAscii(source) && (settings.normalizeCharset || source !== node.decoded());
  if (!html || source === '') return { node, text: source, html: undefined, decoded };
  const result = renderHtml(source);
  // Without normalisation its parser works on characters, which are encoded behind it.
  return { node, text: result.text, html: result, decoded: decoded || !settings.normalizeCharset };
}

/** By type or by file name. */
export function isHtml({ contentType, fileName }: MimeNode): boolean {
  return contentType.type === 'text/html' || /\.s?html?$/i.test(fileName ?? '');
}

/** It says more to a program than to a reader. */
export function hidesText({ text, html }: Rendering): boolean {
  return html !== undefined && (text === '' || html.visibleText !== text);
}

export function bodyView(
  subject: string,
  renderings: readonly Rendering[],
  settings: ViewSettings,
): readonly string[] {
  return renderings.length === 0 ? [] : splitLines(`${subject}\n${paragraphs(renderings, settings)}`);
}

export function visibleBodyView(
  subject: string,
  renderings: readonly Rendering[],
  settings: ViewSettings,
): readonly string[] {
  const visible = renderings.map(one => part(one, one.html === undefined ? one.text : one.html.visibleText));
  return visible.length === 0 ? [] : splitLines(`${subject}\n${paragraphs(visible, settings)}`);
}

export function invisibleBodyView(
  renderings: readonly Rendering[],
  settings: ViewSettings,
): readonly string[] {
  const hidden = renderings.map(one =>
    part(one, one.text === undefined ? undefined : (one.html?.invisibleText ?? '')),
  );
  return splitLines(paragraphs(hidden, settings));
}

type Part = Pick<Rendering, 'text' | 'decoded'>;

function part({ decoded }: Rendering, text: string | undefined): Part {
  return { text, decoded: decoded && text !== undefined && text !== '' };
}

function paragraphs(parts: readonly Part[], { bodyPartScanChars }: ViewSettings): string {
  let text = '';
  for (const { text: one } of parts) {
    if (text !== '') text += '\n';
    if (one !== undefined) text += cutText(one, bodyPartScanChars);
  }
  // Perl keeps `&eacute;` in an ASCII source as the byte E9, and A0 is no white space to it there.
  const latin1 = !parts.some(one => one.decoded) && !/[^\x00-\xff]/.test(text);
  return latin1 ? collapse(text, LATIN1_SPACE) : toUtf8Bytes(collapse(text, UNICODE_SPACE));
}

/** At most 50000 characters, ending behind a newline or else a space where one is near. */
function cutText(text: string, limit: number): string {
  if (limit === 0 || text.length <= limit) return text;
  const start = firstCharacters(text, limit);
  const window = firstCharacters(text.slice(start.length, start.length + 2 * CUT_WINDOW + 2), CUT_WINDOW + 1);
  const newline = window.indexOf('\n');
  const at = newline >= 0 ? newline : window.indexOf(' ');
  return start + window.slice(0, at + 1);
}

const LATIN1_SPACE = /[\t-\r ]+|\0/g;
const UNICODE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|\0/g;

/** A gap of blank lines becomes one newline, and so does a NUL; other white space becomes one space. */
function collapse(text: string, space: RegExp): string {
  return text.replace(space, run => {
    if (run === '\0') return '\n';
    const first = run.indexOf('\n');
    const last = run.lastIndexOf('\n');
    if (first === last) return ' ';
    return `${first > 0 ? ' ' : ''}\n${last < run.length - 1 ? ' ' : ''}`;
  });
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    while (end - at > MAX_LINE_BYTES) {
      const space = text.lastIndexOf(' ', at + MAX_LINE_BYTES);
      const cut = space >= at ? space + 1 : at + MAX_LINE_BYTES;
      lines.push(text.slice(at, cut));
      at = cut;
    }
    if (at < end) lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}
