/**
 * Reads clamd's reply to INSTREAM. Only a complete `stream: OK` is clean and only `stream: NAME FOUND` is infected;
 * whatever else came, or came without the terminator that clamd always sends, proves nothing and is a failure.
 * Source: clamd(8), replies to zINSTREAM end in NUL (a newline is taken too).
 */
import { displayName } from './display-name.ts';

export type ScanReply =
  | { readonly kind: 'clean' }
  | { readonly kind: 'infected'; readonly names: readonly string[] }
  /** Larger than clamd's StreamMaxLength. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failure'; readonly text: string };

const FOUND = /^stream: (.+) FOUND$/;
const TOO_LARGE = 'INSTREAM size limit exceeded. ERROR';

export function parseScanReply(raw: Buffer): ScanReply {
  const text = raw.toString('utf8');
  if (text === '') return { kind: 'failure', text: 'connection closed without a reply' };
  if (!/[\0\n]$/.test(text)) return { kind: 'failure', text: `reply cut short: ${quote(text)}` };
  const lines = text.slice(0, -1).split(/[\0\n]/);
  if (lines.length === 1 && lines[0] === 'stream: OK') return { kind: 'clean' };
  if (lines.length === 1 && lines[0] === TOO_LARGE) return { kind: 'too-large' };
  const names = lines.map(line => FOUND.exec(line)?.[1]);
  if (names.every(name => name !== undefined)) return { kind: 'infected', names: names.map(displayName) };
  return { kind: 'failure', text: `unexpected reply: ${quote(text)}` };
}

function quote(text: string): string {
  return JSON.stringify(displayName(text.replace(/[\0\n]$/, '')));
}
