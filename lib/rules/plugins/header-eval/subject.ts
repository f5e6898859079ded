/** What is odd about a Subject: shouting, the name of the recipient. */
import type { Views } from '../../../views/views.ts';
import { trimBlanks } from '../../words.ts';
import { firstAddress, headerText } from './header-text.ts';

const SHORTEST_CAPS = 10;
const CAPS_PRONE_WORD =
  /=\?[-\w]{0,60}(?:koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis)[-\w]{0,60}\?/i;
const REPLY_PREFIX = /^(?:Re|Fwd|Fw|Aw|Antwort|WG|SV|VB|VS|VL):[\t-\r ]*/i;

export function isAllCaps(views: Views): boolean {
  let subject = trimBlanks(headerText(views, 'Subject'));
  for (;;) {
    const prefix = REPLY_PREFIX.exec(subject)?.[0];
    if (prefix === undefined) break;
    subject = subject.slice(prefix.length);
  }
  if (!/[\t-\r ]/.test(subject) || subject.length < SHORTEST_CAPS) return false;
  const letters = subject.replace(/[^a-zA-Z]+/g, '');
  return (
    letters !== '' &&
    letters === letters.toUpperCase() &&
    !CAPS_PRONE_WORD.test(views.header('Subject', ['raw']).join(''))
  );
}

/** `mode`: address, the whole; user, what stands in front of the @, where a mailing program would put it. */
export function namesRecipient(views: Views, mode: string): boolean {
  const address = firstAddress(views, 'To');
  if (address === '') return false;
  const subject = headerText(views, 'Subject').slice(0, 2048);
  if (mode === 'address') return new RegExp(`\\b${literal(address)}\\b`, 'i').test(subject);
  if (mode !== 'user') return false;
  const user = literal(address.replace(/@.*/s, ''));
  const end = '(?=\\n?$)';
  return (
    new RegExp(`^(?:(?:re|fw):\\s*(?:\\w+\\s+)?${user}|${user}|,\\s*${user}[,:;!?-])${end}`, 'i').test(
      subject,
    ) || new RegExp(`^${user}\\s*[,:;!?-](?:\\s|$)`).test(subject)
  );
}

function literal(text: string): string {
  return text.replace(/[^\w]/g, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
