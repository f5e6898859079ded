/**
 * The stack of text styles while HTML is rendered (spec 2.10): foreground, background, size, and what CSS hides.
 * Its only use is to tell whether text can be seen.
 */
import { lowContrast, parseColour } from './colours.ts';
import type { HtmlResult } from './html-result.ts';

interface Style {
  readonly tag: string;
  fg: string;
  bg: string;
  size: number;
  hidden: boolean;
}

const STYLED = new Set([
  'body',
  'font',
  'table',
  'tr',
  'th',
  'td',
  'big',
  'small',
  'marquee',
  'span',
  'p',
  'div',
  'a',
]);
const MAX_STYLES = 10_000;

export class TextStyle {
  readonly #result: HtmlResult;
  readonly #stack: Style[] = [{ tag: 'default', fg: '#000000', bg: '#ffffff', size: 3, hidden: false }];
  #baseSize = 3;

  constructor(result: HtmlResult) {
    this.#result = result;
  }

  open(rawTag: string, attributes: ReadonlyMap<string, string>): void {
    if (rawTag === 'basefont') this.#baseSize = fontSize(attributes.get('size') ?? '3', 3);
    if (!STYLED.has(rawTag)) return;
    const tag = rawTag === 'th' ? 'td' : rawTag;
    if (tag === 'td' || tag === 'tr') this.#closeUpTo(tag === 'td' ? ['font', 'td'] : ['font', 'td', 'tr']);
    const parent = this.#top;
    const style: Style = { ...parent, tag };
    if (tag === 'big') style.size += 1;
    if (tag === 'small') style.size -= 1;
    const colour = attributes.get(tag === 'body' ? 'text' : 'color');
    if (colour !== undefined) style.fg = parseColour(colour);
    const size = attributes.get('size');
    if (size !== undefined && tag === 'font') style.size = fontSize(size, this.#baseSize);
    const css = attributes.get('style');
    if (css !== undefined) applyCss(css, style, parent);
    this.#result.minSize = Math.min(this.#result.minSize, style.size);
    this.#result.maxSize = Math.max(this.#result.maxSize, style.size);
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
    const { fg, bg, size, hidden } = this.#top;
    if (fg === 'invalid' || bg === 'invalid') {
      this.#result.fontInvalidColor = true;
      return false;
    }
    if (lowContrast(fg, bg)) {
      this.#result.fontLowContrast = true;
      return false;
    }
    return size > 1 && !hidden;
  }

  get #top(): Style {
    return this.#stack.at(-1) ?? { tag: 'default', fg: '#000000', bg: '#ffffff', size: 3, hidden: false };
  }

  #closeUpTo(tags: readonly string[]): void {
    while (this.#stack.length > 1 && tags.includes(this.#top.tag)) this.#stack.pop();
  }
}

function fontSize(value: string, base: number): number {
  const match = /^\s*([+-]?)(\d{1,3})/.exec(value);
  if (match === null) return base;
  const amount = Number(match[2]);
  return match[1] === '+' ? base + amount : match[1] === '-' ? base - amount : amount;
}

function applyCss(css: string, style: Style, parent: Style): void {
  for (const declaration of css.toLowerCase().split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim();
    const value = declaration
      .slice(colon + 1)
      .replace('!important', '')
      .trim();
    switch (property) {
      case 'color':
        if (value === 'transparent') style.fg = style.bg;
        else if (value !== 'inherit') style.fg = parseColour(value);
        break;
      case 'background-color':
      case 'background':
        style.bg = background(value, parent.bg);
        break;
      case 'display':
        style.hidden = value === 'none' || (style.hidden && value === 'inherit');
        break;
      case 'visibility':
        if (value === 'hidden') style.hidden = true;
    }
  }
}

/** The first colour of the last layer. */
function background(value: string, parent: string): string {
  const layer =
    value
      .replace(/\([^)]*\)/g, part => part.replaceAll(',', '\0'))
      .split(',')
      .at(-1) ?? '';
  for (const word of layer.replaceAll('\0', ',').split(/\s+(?![^(]*\))/)) {
    if (word === 'transparent' || word === 'inherit') return parent;
    const colour = parseColour(word);
    if (colour !== 'invalid') return colour;
  }
  return parent;
}
