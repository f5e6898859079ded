/**
 * Folds a header field as SpamAssassin does: lines of at most 79 columns, broken behind blanks and commas,
 * continued with a tab, which counts as 8 columns. A longer word stands on a line of its own. RFC 5322 2.2.3.
 */
import { wrap } from './wrap.ts';

const MAX_COLUMNS = 79;

export function foldField(name: string, value: string): string {
  return `${name}: ${foldValue(name, value)}`;
}

/** The value alone, broken as it has to be behind `name: `. */
export function foldValue(name: string, value: string): string {
  // Two characters that are no place to break, instead of the colon and the blank.
  const joint = `${name}!!`;
  const folded = wrap(joint + value, { prefix: '\t', first: '', width: MAX_COLUMNS, afterCommas: true });
  return folded.slice(joint.length).replace(/\n[ \t\r\f\v]*(?=\n)/g, '');
}
