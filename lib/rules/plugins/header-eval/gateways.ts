/** Gateways that rewrite or remove Received headers, so that these prove nothing. */
import type { Views } from '../../../views/views.ts';
import { firstAddress, headerText } from './header-text.ts';

export function isGated(views: Views): boolean {
  const received = headerText(views, 'Received');
  return (
    views.header('Received').length === 0 ||
    /from groups\.msn\.com \([^\t-\r ]{1,255}\.msn\.com /.test(received) ||
    isEzmlmList(views, received)
  );
}

function isEzmlmList(views: Views, received: string): boolean {
  return (
    /^contact [^\t-\r ]+@[^\t-\r ]+; run by ezmlm$/m.test(headerText(views, 'Mailing-List')) &&
    /^mailing list [^\t-\r ]+@[^\t-\r ]+/m.test(headerText(views, 'Delivered-To')) &&
    /qmail \d{1,10} invoked (?:from network|by .{3,20})\); \d{1,2} ... \d/.test(received)
  );
}

/** MSN's groups: the list's name is in the id and the envelope sender. */
export function isMsnGroup(views: Views): boolean {
  const list = /<([^\t-\r ]{1,255})@groups\.msn\.com>/i.exec(headerText(views, 'To'))?.[1];
  const server = /from mail pickup service by (p\d\d\.groups\.msn\.com)\b/.exec(
    headerText(views, 'Received'),
  )?.[1];
  if (list === undefined || server === undefined) return false;
  const id = headerText(views, 'Message-Id');
  if (list === 'notifications') return id.startsWith('<') && id.includes(`@${server}>`);
  return (
    id.startsWith(`<${list}-`) &&
    id.includes('@groups.msn.com>') &&
    firstAddress(views, 'EnvelopeFrom').includes(`${list}-bounce@groups.msn.com`)
  );
}
