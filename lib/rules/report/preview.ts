/**
 * _PREVIEW_: the first words of the rendered body, for a report (spec 7.3): at most three paragraphs or some 200
 * characters, on lines of 75 columns as they stand behind `Content preview:  `. Byte string.
 */
import type { Views } from '../../views/views.ts';
import { wrap } from './wrap.ts';

const MAX_PARAGRAPHS = 3;
const ENOUGH_BYTES = 200;
const COLUMNS = 75;
const LABEL = 'Content preview:  ';

export function previewText({ body }: Pick<Views, 'body'>): string {
  let text = '';
  for (const paragraph of body.slice(1, 1 + MAX_PARAGRAPHS)) {
    if (text.length >= ENOUGH_BYTES) break;
    text += paragraph;
  }
  const short = text
    .split('\n')
    .map(line => (line.length > ENOUGH_BYTES ? `${line.slice(0, ENOUGH_BYTES)} [...]` : line))
    .join('\n')
    .replace(/\n$/, '');
  const tidy = `${short}\n`
    .replace(/-----Original Message-----[^\n]*/g, '')
    .replaceAll('This is a multi-part message in MIME format.', '')
    .replace(/[-_*.]{10,}/g, '')
    .replace(/[ \t\n\r\f\v]+/g, ' ');
  const lines = wrap(tidy, { prefix: '  ', first: LABEL, width: COLUMNS, overflow: true });
  return lines.replace(/^Content preview:[ \t\n\r\f\v]+/, '');
}
