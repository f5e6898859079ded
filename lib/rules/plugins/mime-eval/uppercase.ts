/** Capital letters by all letters and digits in the text, in percent (spec 3.3). Key of MessageContext.once. */
import type { Views } from '../../../views/views.ts';
import type { MessageContext } from '../plugin.ts';
import { bodyText } from '../../body-text.ts';
import { mimeFacts } from './mime-facts.ts';

/** Base64 and ISO-2022 text of these look like shouting. */
const CAPS_PRONE =
  /^[-\w]{0,60}(?:koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis)[-\w]{0,60}$/i;
const SHORTEST_TEXT = 200;
const BASE64_LINES = /^(?:[A-Za-z0-9+/=]{60,76} ){2}/;

export function uppercasePercent(context: MessageContext): number {
  const charsets = [...context.once(mimeFacts).charsets, charsetOfHeader(context.views)];
  if (charsets.some(charset => CAPS_PRONE.test(charset))) return 0;
  let length = 0;
  let upper = 0;
  let others = 0;
  for (const line of context.once(bodyText).lines) {
    if (!/[^\t-\r ][\t-\r ]+[^\t-\r ]/.test(line) || BASE64_LINES.test(line)) continue;
    const text = withoutIso2022(line);
    length += text.length;
    upper += text.replace(/[^A-Z]+/g, '').length;
    others += text.replace(/[^a-z0-9]+/g, '').length;
  }
  return length < SHORTEST_TEXT || upper + others === 0 ? 0 : (100 * upper) / (upper + others);
}

export function charsetOfHeader(views: Views): string {
  const value = views.header('Content-Type').join('');
  const match = /charset=(?:"([^"]+)"|'([^']+)'|([^\t-\r ]+))/i.exec(value);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
}

function withoutIso2022(line: string): string {
  const start = line.indexOf('\x1b$B');
  const end = line.lastIndexOf('\x1b(B');
  return start >= 0 && end > start ? line.slice(0, start) + line.slice(end + 3) : line;
}
