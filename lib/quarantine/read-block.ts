/**
 * Reads the header block of a quarantined message back, see block.ts. Never throws on what the file says: null when
 * the bytes do not (yet) hold a whole block.
 */
import { parseMailbox, type Mailbox } from '../address.ts';
import { LAST_FIELD } from './block.ts';

export interface QuarantineBlock {
  readonly mailId: string;
  readonly sender: Mailbox;
  readonly recipients: readonly Mailbox[];
  /** Those who did not get the message. */
  readonly blocked: readonly Mailbox[];
  /** As X-Spam-Score says; null when it does not. */
  readonly score: number | null;
  readonly alerts: readonly string[];
  /** Where in the (decompressed) file the original begins, and how long it is. */
  readonly originalOffset: number;
  readonly originalBytes: number;
}

const END = new RegExp(`(?:^|\\n)${LAST_FIELD}: ([0-9]{1,15})\\n`);

export function parseBlock(beginning: Buffer): QuarantineBlock | null {
  const end = END.exec(beginning.toString('latin1'));
  if (end === null) return null;
  const originalOffset = end.index + end[0].length;
  const fields = fieldsOf(beginning.toString('utf8', 0, originalOffset));
  const only = (name: string): string => fields.get(name)?.[0] ?? '';
  const score = only('x-spam-score');
  return {
    mailId: only('x-quarantine-id').replace(/^<|>$/g, ''),
    sender: parseMailbox(only('x-envelope-from')),
    recipients: parseAddresses(only('x-envelope-to')),
    blocked: parseAddresses(only('x-envelope-to-blocked')),
    score: score === '' ? null : Number(score),
    alerts: fields.get('x-amavis-alert') ?? [],
    originalOffset,
    originalBytes: Number(end[1]),
  };
}

function fieldsOf(block: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of block.replace(/\n /g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return fields;
}

/** `<a@x>, <"b, c"@x>`: a comma inside quotes does not separate. */
function parseAddresses(list: string): readonly Mailbox[] {
  return (list.match(/<(?:"(?:[^"\\]|\\.)*"|[^">])*>/g) ?? []).map(parseMailbox);
}
