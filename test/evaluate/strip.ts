/**
 * What tells the collection rather than the message is taken out before Bayes sees it, so that it cannot learn which archive a
 * message is from: fields that were not written by the sender, addresses of the recipients, list names in the subject, and lines
 * that stand in many messages of the collection (footers of lists). Byte strings.
 */

/** What a sender writes. Whom it is for and which way it came is the collection's. */
const KEPT_FIELDS = new Set(
  `from reply-to sender subject date message-id mime-version content-type content-transfer-encoding content-language
   content-disposition x-mailer user-agent organization x-priority importance x-msmail-priority`.split(/\s+/),
);
const RECIPIENT_FIELDS = /^(?:to|cc|delivered-to|x-original-to|envelope-to|list-post|list-id):/i;
const ADDRESS = /[\w.+=-]{1,64}@[\w.-]{1,190}\w/g;
/** Shorter lines say nothing about where they are from. */
const MIN_LINE = 12;
/** Of the messages of a collection. */
const COMMON_SHARE = 0.04;

/** The lines of a collection that stand in many of its messages. */
export function commonLines(messages: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const message of messages)
    for (const line of new Set(bodyLines(split(message).body)))
      if (line.length >= MIN_LINE) counts.set(line, (counts.get(line) ?? 0) + 1);
  const least = Math.max(5, messages.length * COMMON_SHARE);
  return new Set([...counts].filter(([line, count]) => count >= least && isText(line)).map(([line]) => line));
}

export function stripped(message: string, common: ReadonlySet<string>): string {
  const { fields, body } = split(message);
  const recipients = new Set(
    fields.filter(field => RECIPIENT_FIELDS.test(field)).flatMap(field => field.match(ADDRESS) ?? []),
  );
  const header = fields
    .filter(field => KEPT_FIELDS.has(field.slice(0, field.indexOf(':')).trim().toLowerCase()))
    .map(field => field.replace(/^(Subject:[\t-\r ]*(?:Re:[\t-\r ]*)?)\[[^\]]{1,40}\]/i, '$1'))
    .join('\n');
  const text = body
    .split('\n')
    .filter(line => !common.has(line.trim()))
    .join('\n');
  const whole = `${header}\n\n${text}`;
  return whole.replace(ADDRESS, found => (recipients.has(found) ? 'you@example.org' : found));
}

function split(message: string): { fields: readonly string[]; body: string } {
  const text = message.replaceAll('\r\n', '\n').replace(/^From [^\n]*\n/, '');
  const end = text.search(/\n\n|$(?![^])/);
  const fields = text.slice(0, end).split(/\n(?![ \t])/);
  return { fields, body: text.slice(end + 2) };
}

function bodyLines(body: string): readonly string[] {
  return body.split('\n').map(line => line.trim());
}

/** Rows of base64 and boundaries of MIME hold the message together. */
function isText(line: string): boolean {
  return !/^[A-Za-z0-9+/=]{40,}$/.test(line) && !/^--[^ ]{6,}$/.test(line) && !/^[A-Za-z-]+: /.test(line);
}
