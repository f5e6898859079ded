/**
 * The bad-header check: what RFC 5322, RFC 2045 and RFC 2047 forbid in a message header, in amavisd-new's words and with
 * its minor codes (1 mime 2 8bit 3 control 4 whitespace 5 long 6 syntax 7 missing 8 duplicate). At most one defect a
 * field, at most MAX_DEFECTS in all: those of single fields give way to those of the header as a whole.
 *
 * Limits that the parser ran into are no bad header but unchecked contents, and so is an ambiguous boundary: left out.
 * Texts are printable ASCII. Never throws.
 */
import { OVER_LIMITS, type Defect, type Message } from '../../message/message.ts';
import type { CheckState, HeaderDefect, HeaderFinding } from '../report.ts';
import type { HeaderChecks } from './checks.ts';
import { countDefects } from './counts.ts';
import { fieldDefect } from './field.ts';
import { printable } from './show.ts';

export type { HeaderChecks } from './checks.ts';

const MAX_DEFECTS = 20;
const MAX_MIME_DEFECTS = 5;

export function checkHeader(message: Message, enabled: HeaderChecks): CheckState<HeaderFinding> {
  const start = performance.now();
  const { fields } = message.header;
  const whole = [
    ...syntaxDefects(message, enabled),
    ...countDefects(fields, enabled),
    ...mimeDefects(message.defects, enabled),
  ].slice(0, MAX_DEFECTS);
  const single: HeaderDefect[] = [];
  for (const field of fields) {
    if (single.length + whole.length >= MAX_DEFECTS) break;
    const defect = fieldDefect(field.raw, enabled);
    if (defect !== undefined) single.push(defect);
  }
  return { state: 'done', finding: { defects: [...single, ...whole] }, ms: performance.now() - start };
}

const SHOWN_BYTES = 50;

/** The line that ended the header without being a field. */
function syntaxDefects(message: Message, enabled: HeaderChecks): HeaderDefect[] {
  if (!enabled.syntax) return [];
  const at = message.defects.find(({ kind }) => kind === 'not-a-field')?.offset;
  if (at === undefined) return [];
  const line =
    message.source
      .read(at, at + SHOWN_BYTES)
      .toString('latin1')
      .split(/\r?\n/, 1)[0] ?? '';
  return [{ minor: 6, text: `Invalid header field syntax: ${printable(line)}` }];
}

function mimeDefects(defects: readonly Defect[], enabled: HeaderChecks): HeaderDefect[] {
  if (!enabled.mime) return [];
  const texts = defects.filter(isMimeError).map(({ text }) => `MIME error: ${printable(text)}`);
  return [...new Set(texts)].slice(0, MAX_MIME_DEFECTS).map(text => ({ minor: 1, text }));
}

function isMimeError({ kind }: Defect): boolean {
  const other: readonly Defect['kind'][] = ['ambiguous-boundary', 'not-a-field', 'header-without-end'];
  return !OVER_LIMITS.has(kind) && !other.includes(kind);
}
