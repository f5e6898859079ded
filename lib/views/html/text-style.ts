/**
 * The stack of text styles while HTML is rendered (spec 2.10): foreground, background, size, and what CSS hides.
 * Its only use is to tell whether text can be seen. Byte for byte SpamAssassin's idea of it: bgcolor attributes count for
 * nothing, sizes are those of <font>.
 */
import { isLowContrast, parseColour } from './colours.ts';
import { applyCss } from './css.ts';
import type { CssStyle } from './css.ts';
import type { HtmlResult } from './html-result.ts';

interface Style extends CssStyle {
  readonly tag: string;
  size: number;
}

/** Which attributes count, by tag. */
const STYLED: ReadonlyMap<string, readonly string[]> = new Map([
  ['body', ['text']],
  ['font', ['color', 'size']],
  ['basefont', ['color', 'size']],
  ['table', ['style']],
  ['tr', ['style']],
  ['td', ['style']],
  ['span', ['style']],
  ['p', ['style']],
  ['div', ['style']],
  ['a', ['style']],
  ['marquee', []],
  ['big', []],
  ['small', []],
]);
const DEFAULT_SIZE = 3;
const MAX_STYLES = 10_000;

export class TextStyle {
  readonly #result: HtmlResult;
  readonly #stack: Style[] = [defaultStyle()];
  #baseSize = DEFAULT_SIZE;

  constructor(result: HtmlResult) {
    this.#result = result;
  }

  open(rawTag: string, attributes: ReadonlyMap<string, string>): void {
    const tag = rawTag === 'th' ? 'td' : rawTag;
    const accepted = STYLED.get(tag);
    if (accepted === undefined) return;
    const size = attributes.get('size');
    const baseSize = tag === 'basefont' ? /^\s*(\d{1,9})/.exec(size ?? '')?.[1] : undefined;
    if (baseSize !== undefined) {
      this.#baseSize = Number(baseSize);
      return;
    }
    if (tag === 'td' || tag === 'tr') this.#closeTable(tag);
    const parent = this.#top;
    const style: Style = { ...parent, tag };
    if (tag === 'big') style.size += 1;
    else if (tag === 'small') style.size -= 1;
    else this.#applyAttributes(style, parent, accepted, attributes);
    if (this.#stack.length < MAX_STYLES) this.#stack.push(style);
  }

  close(rawTag: string): void {
    const tag = rawTag === 'th' ? 'td' : rawTag;
    if (tag === 'body' || !STYLED.has(tag)) return;
    const index = this.#stack.findLastIndex(style => style.tag === tag);
    if (index > 0) this.#stack.length = index;
  }

  /** Whether text shows now; notes low contrast and bad colours in the result. */
  get visible(): boolean {
    const { fg, bg, size, display, visibility } = this.#top;
    if (isLowContrast(fg, bg)) {
      this.#result.fontLowContrast = true;
      return false;
    }
    if (fg === 'invalid' || bg === 'invalid') {
      this.#result.fontInvalidColor = true;
      return false;
    }
    return size > 1 && display.toLowerCase() !== 'none' && visibility.toLowerCase() !== 'hidden';
  }

  #applyAttributes(
    style: Style,
    parent: Style,
    accepted: readonly string[],
    attributes: ReadonlyMap<string, string>,
  ): void {
    for (const name of accepted) {
      const value = attributes.get(name);
      if (value === undefined) continue;
      if (name === 'style') applyCss(value, style, parent.bg);
      else if (name === 'size') style.size = this.#fontSize(value, style.size);
      else style.fg = parseColour(value);
      this.#result.minSize = Math.min(this.#result.minSize, style.size);
      this.#result.maxSize = Math.max(this.#result.maxSize, style.size);
    }
  }

  #fontSize(value: string, before: number): number {
    const [, sign, amount] = /^\s*([+-]?)(\d{1,9})/.exec(value) ?? [];
    if (amount === undefined) return before;
    if (sign === '') return Number(amount);
    return this.#baseSize + Number(amount) * (sign === '-' ? -1 : 1);
  }

  get #top(): Style {
    return this.#stack.at(-1) ?? defaultStyle();
  }

  /** A cell ends the one before it, a row the one before it, with the fonts that are open on top. */
  #closeTable(tag: 'td' | 'tr'): void {
    if (!this.#stack.some(style => style.tag === tag)) return;
    const ends = tag === 'td' ? ['font', 'td'] : ['font', 'td', 'tr'];
    while (ends.includes(this.#top.tag)) this.#stack.pop();
  }
}

function defaultStyle(): Style {
  return { tag: 'default', fg: '#000000', bg: '#ffffff', size: DEFAULT_SIZE, display: '', visibility: '' };
}
