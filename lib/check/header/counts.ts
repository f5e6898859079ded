/** Header fields that are missing, or there more than once: RFC 5322 3.6 and RFC 2045, tested as amavisd-new does. */
import type { HeaderField } from '../../message/message.ts';
import type { HeaderDefect } from '../report.ts';
import type { HeaderChecks } from './checks.ts';

const REQUIRED: ReadonlySet<string> = new Set(['Date', 'From']);

const ONCE = [
  ...['Date', 'From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc', 'Subject', 'Message-ID', 'References'],
  ...['In-Reply-To', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Content-ID'],
  ...['Content-Description', 'Content-Disposition', 'Auto-Submitted'],
];

export function countDefects(fields: readonly HeaderField[], enabled: HeaderChecks): HeaderDefect[] {
  const counts = new Map<string, number>();
  for (const { name } of fields) {
    const key = name.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return ONCE.flatMap(name => countDefect(name, counts.get(name.toLowerCase()) ?? 0, enabled));
}

function countDefect(name: string, count: number, enabled: HeaderChecks): HeaderDefect[] {
  if (count === 0 && enabled.missing && REQUIRED.has(name)) {
    return [{ minor: 7, text: `Missing required header field: "${name}"` }];
  }
  if (count < 2 || !enabled.multiple) return [];
  const text =
    count === 2
      ? `Duplicate header field: "${name}"`
      : `Header field occurs more than once: "${name}" occurs ${count} times`;
  return [{ minor: 8, text }];
}
