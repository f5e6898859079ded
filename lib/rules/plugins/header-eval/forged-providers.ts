/**
 * Senders at big mail providers whose Received headers do not look like those of the provider (spec 3.5). Each test is
 * false when the sender is somebody else, or when a gateway rewrote the headers.
 */
import type { Views } from '../../../views/views.ts';
import type { MessageContext } from '../plugin.ts';
import { isGated, isMsnGroup } from './gateways.ts';
import { IPV4, firstAddress, headerText, namesAddress, receivedText } from './header-text.ts';

const GMAIL_PROOF_CHARS = 60;

function isFrom(views: Views, domain: RegExp): boolean {
  return domain.test(firstAddress(views, 'From'));
}

export function isForgedGmail(views: Views): boolean {
  const xReceived = headerText(views, 'X-Received');
  return (
    isFrom(views, /\bgmail\.com$/i) &&
    !/by 10\.[^\t-\r ]+ with SMTP id [^\t-\r ]/.test(xReceived) &&
    !/by 2002:a\d\d:\w+:[^\t-\r ]+ with SMTP id [^\t-\r ]/.test(xReceived) &&
    !/by smtp\.googlemail\.com with ESMTPSA id [^\t-\r ]/.test(headerText(views, 'Received')) &&
    !(
      headerText(views, 'X-Gm-Message-State').length >= GMAIL_PROOF_CHARS &&
      headerText(views, 'X-Google-Smtp-Source').length >= GMAIL_PROOF_CHARS
    )
  );
}

const YAHOO = [
  /by web[^\t-\r ]+\.mail[^\t-\r ]*\.yahoo\.com via HTTP/,
  /by sonic[^\t-\r ]+\.consmr\.mail[^\t-\r ]*\.yahoo\.com with HTTP/,
  /by smtp[^\t-\r ]+\.yahoo\.com with SMTP/,
  new RegExp(`from \\[${IPV4}\\] by \\S+\\.(?:groups|scd|dcn)\\.yahoo\\.com with NNFMP`),
  /by \w+\.\w+\.yahoo\.com \(\d+\.\d+\.\d+\/\d+\.\d+\.\d+\)(?: with ESMTP)? id \w/,
];

export function isForgedYahoo(views: Views): boolean {
  if (!isFrom(views, /\byahoo\.com$/i) || isGated(views)) return false;
  const resent = headerText(views, 'Resent-From') !== '' && headerText(views, 'Resent-To') !== '';
  const elsewhere = resent ? headerText(views, 'X-Received') : '';
  const received = (elsewhere === '' ? headerText(views, 'Received') : elsewhere).replace(/[\t-\r ]+/g, ' ');
  const { trusted, untrusted } = views.relays;
  const isYahooHost = ({ rdns }: { readonly rdns: string }): boolean => /.\.yahoo\.com$/.test(rdns);
  return !(
    trusted.some(isYahooHost) ||
    untrusted.slice(0, 1).some(isYahooHost) ||
    YAHOO.some(sign => sign.test(received)) ||
    (/\bmailer\d+\.bulk\.scd\.yahoo\.com\b/.test(received) && isFrom(views, /@reply\.yahoo\.com$/i))
  );
}

export type HotmailVerdict = 'forged' | 'not-hotmail' | 'unclear';

const HOTMAIL_WITH_ADDRESS = [
  /from (?:[^\t-\r ]*\.)?hotmail.com \([^\t-\r ]+\.hotmail(?:\.msn)?\.com[ )]/,
  new RegExp(`from \\S*\\.hotmail.com \\(\\[${IPV4}\\][ \\):]`),
  /from [^\t-\r ]+ by [^\t-\r ]+\.hotmail(?:\.msn)?\.com with HTTP;/,
  /from \[66\.218.[^\t-\r ]+\] by [^\t-\r ]+\.yahoo\.com/,
];
const OUTLOOK_WITH_ORIGINATOR = [
  /from [^\t-\r ]*\.outbound\.protection\.outlook\.com \([^\t-\r ]+\.outbound\.protection\.outlook\.com[ )]/,
  new RegExp(`from \\S*\\.(?:eur|nam)prd\\d+\\.prod\\.outlook\\.com \\(${IPV4}\\)`),
];

/** forged: a host claims to be Hotmail's; not-hotmail: the sender does and no host is. Key of MessageContext.once. */
export function hotmailVerdict({ views }: MessageContext): HotmailVerdict {
  const received = receivedText(views);
  if (received.includes('from mail pickup service by hotmail.com with Microsoft SMTPSVC;')) return 'unclear';
  if (isMsnGroup(views) || isGated(views)) return 'unclear';
  const hasAddress = namesAddress(headerText(views, 'X-Originating-Ip'));
  const hasOriginator = /hotmail\.com|msonline-outlook/.test(headerText(views, 'X-OriginatorOrg'));
  if (hasAddress && HOTMAIL_WITH_ADDRESS.some(sign => sign.test(received))) return 'unclear';
  if (hasOriginator && OUTLOOK_WITH_ORIGINATOR.some(sign => sign.test(received))) return 'unclear';
  if (/(?:from |HELO |helo=)[^\t-\r ]*hotmail\.com\b/.test(received)) return 'forged';
  return isFrom(views, /\bhotmail\.com$/i) ? 'not-hotmail' : 'unclear';
}

export function isForgedJuno(views: Views): boolean {
  if (!isFrom(views, /\bjuno\.com$/i) || isGated(views)) return false;
  const mailer = headerText(views, 'X-Mailer');
  const received = headerText(views, 'Received');
  if (headerText(views, 'X-Originating-IP') === '') return true;
  const isJunoHost = received
    .split('\n')
    .some(line =>
      new RegExp(`from.{0,998}\\b(?:juno|untd)\\.com.{0,998}[\\[(]${IPV4}[\\])].{0,998}by`).test(line),
    );
  return !(isJunoHost || / cookie\.(?:juno|untd)\.com /.test(received)) || !mailer.includes('Juno ');
}

export function isForgedEudoramail(views: Views): boolean {
  if (!isFrom(views, /\beudoramail\.com$/i) || isGated(views)) return false;
  return !(
    /by [^\t-\r ]*whowhere.com;/.test(receivedText(views)) && namesAddress(headerText(views, 'X-Sender-Ip'))
  );
}

/** A host of AOL's naming without AOL's marks. */
export function isFakeAolRelay(views: Views): boolean {
  const received = receivedText(views);
  return (
    / rly-[a-z][a-z]\d\d\./i.test(received) &&
    !/\/AOL-\d+\.\d+\.\d+\)/.test(received) &&
    !/ESMTP id (?:RELAY|MAILRELAY|MAILIN)/.test(received)
  );
}

/** The oldest hop hands over to a host without a domain: a GroupWise gateway that never was. */
export function isForgedGateway(views: Views): boolean {
  const hop =
    /\nfrom[\t-\r ]([^\t-\r ]{1,255})[\t-\r ]by[\t-\r ]([^\t-\r ]{1,255})[\t-\r ]with[\t-\r ]ESMTP;[\t-\r ]+[^\t-\r ]{3},[\t-\r ]+\d{1,2}[\t-\r ]+[^\t-\r ]{3}[\t-\r ]+\d{4}[\t-\r ]+\d\d:\d\d:\d\d[\t-\r ]+[-+]{0,4}\d{4}\n$/.exec(
      headerText(views, 'Received'),
    );
  return hop !== null && !(hop[2] ?? '').includes('.');
}
