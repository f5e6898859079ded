/**
 * The SMTP reply for one recipient, in amavisd-new's words: `554 5.7.0 Reject, id=ID - INFECTED: name`.
 *
 * Destiny tempfail and soft bounce turn 5xx into 450 4.x.y, discard into 250 2.x.y; the detail digits stay. Reasons come
 * from mail: printable ASCII, cut at 450 characters.
 */
import { shorten } from '../log/escape.ts';
import type { Blocking } from './blocking.ts';
import { asciiText } from './ascii-text.ts';
import type { Category, Destiny } from './category.ts';
import type { Reply } from './verdict.ts';

export interface ReplyFacts {
  readonly mailId: string;
  readonly viruses: readonly string[];
  readonly banned: readonly string[];
  readonly softBounce: boolean;
}

const MAX_REASON_CHARS = 450;

const WORD: Readonly<Record<Destiny, string>> = {
  pass: 'Ok',
  discard: 'Ok, discarded',
  bounce: 'Bounce',
  reject: 'Reject',
  tempfail: 'Temporary failure',
};

const UNCHECKED = new Map([
  [1, 'encrypted'],
  [2, 'over limits'],
  [3, 'ambiguous content'],
]);

const BAD_HEADER = new Map([
  [1, 'MIME error'],
  [2, 'nonencoded 8-bit character'],
  [3, 'contains invalid control character'],
  [4, 'line made up entirely of whitespace'],
  [5, 'line longer than RFC 5322 limit'],
  [6, 'syntax error'],
  [7, 'missing required header field'],
  [8, 'duplicate header field'],
]);

export function replyFor(blocking: Blocking, facts: ReplyFacts): Reply {
  const { category, destiny, failed } = blocking;
  if (category === null) return { code: 250, status: '2.0.0', text: `Ok, id=${facts.mailId}` };

  const [code, detail] = codeOf(category);
  const reason = failed === null ? reasonOf(category, facts) : `${failed} check failed`;
  const chopped = asciiText(reason, 2 * MAX_REASON_CHARS);
  const about = shorten(`id=${facts.mailId} - ${chopped}`, MAX_REASON_CHARS + 3);
  if (destiny === 'tempfail') return { code: 450, status: `4.${detail}`, text: `${WORD.tempfail}, ${about}` };
  if (facts.softBounce)
    return { code: 450, status: `4.${detail}`, text: `${WORD[destiny]} (soft_bounce), ${about}` };
  if (destiny === 'discard') return { code: 250, status: `2.${detail}`, text: `${WORD.discard}, ${about}` };
  return { code, status: `5.${detail}`, text: `${WORD[destiny]}, ${about}` };
}

/** Reply code and the enhanced status without its class. */
function codeOf(category: Category): readonly [number, string] {
  switch (category.name) {
    case 'oversized':
      return [552, '3.4'];
    case 'mta':
      return [550, '3.5'];
    case 'bad-header':
      return [554, category.minor === 2 ? '6.3' : '6.0'];
    case 'virus':
    case 'banned':
    case 'unchecked':
    case 'spam':
    case 'spammy':
    case 'clean':
      return [554, '7.0'];
  }
}

function reasonOf(category: Category, facts: ReplyFacts): string {
  switch (category.name) {
    case 'virus':
      return `INFECTED: ${facts.viruses.join(', ')}`;
    case 'banned':
      return `BANNED: ${facts.banned.join(', ')}`;
    case 'unchecked':
      return withDetail('UNCHECKED', UNCHECKED.get(category.minor));
    case 'spam':
      return 'spam';
    case 'spammy':
      return category.minor === 1 ? 'spammy (tag3)' : 'spammy';
    case 'bad-header':
      return withDetail('BAD HEADER', BAD_HEADER.get(category.minor));
    case 'oversized':
      return "Message size exceeds recipient's size limit";
    case 'mta':
      return 'Unable to relay message back to MTA';
    case 'clean':
      return 'CLEAN';
  }
}

function withDetail(what: string, detail: string | undefined): string {
  return detail === undefined ? what : `${what}: ${detail}`;
}
