/**
 * The little of CSS that decides whether text can be seen (spec 2.10), read from a `style` attribute as SpamAssassin does:
 * no grammar, declarations in order.
 */
import { colourOfNumbers, parseColour } from './colours.ts';

export interface CssStyle {
  fg: string;
  bg: string;
  display: string;
  visibility: string;
}

export function applyCss(css: string, style: CssStyle, parentBg: string): void {
  for (const declaration of css.split(';')) applyDeclaration(declaration, style);
  if (style.bg === 'transparent') style.bg = parentBg;
  if (style.fg === 'transparent') style.fg = style.bg;
}

function applyDeclaration(declaration: string, style: CssStyle): void {
  // A blank instead of a colour is a bad colour; nothing at all is no declaration.
  const colour = /^\s*(background-)?color:(?:\s*(\S.*?)\s*|\s+)$/is.exec(declaration);
  if (colour !== null) {
    const value = colourValue((colour[2] ?? '').toLowerCase());
    if (value === undefined) return;
    if (colour[1] === undefined) style.fg = value;
    else style.bg = value;
    return;
  }
  const background = /^\s*background:\s*(\S.*?)\s*$/s.exec(declaration)?.[1];
  if (background !== undefined) {
    const found = lastLayer(background.toLowerCase())
      .map(parseColour)
      .find(one => one !== 'invalid');
    if (found !== undefined) style.bg = found;
    return;
  }
  const [, name = '', value = ''] = /^\s*([a-z_-]{1,64})\s*:\s*(\S.*?)\s*$/is.exec(declaration) ?? [];
  if (name === 'display') style.display = value;
  else if (name === 'visibility') style.visibility = value;
}

/** undefined: as it was. */
function colourValue(text: string): string | undefined {
  const value = text.replace(/\s*!\s*important$/, '');
  if (value.includes('rgb')) return colourOfNumbers(value.replace(/[^0-9,]+/g, '').split(','));
  if (value === 'inherit') return undefined;
  return value === 'transparent' ? value : parseColour(value);
}

/** The words of the last of the layers, which commas part; parentheses and quotes hold together. */
function lastLayer(background: string): readonly string[] {
  let words: string[] = [];
  let word = '';
  let depth = 0;
  let quote = '';
  const flush = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  let layer: string[] = [];
  for (const char of background) {
    if (quote !== '') {
      word += char;
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") {
      word += char;
      quote = char;
    } else if (depth > 0) {
      word += char;
      if (char === ')') {
        depth = 0;
        flush();
      }
    } else if (char === '(') {
      word += char;
      depth = 1;
    } else if (char === ' ') flush();
    else if (char === ',') {
      flush();
      layer = words;
      words = [];
    } else word += char;
  }
  flush();
  return words.length > 0 ? words : layer;
}
