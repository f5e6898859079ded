/**
 * Received fields that tell of no handover through the network, or too little of it: programs on one machine, and MTAs that
 * write no address. Asked last; they neither count as relays nor as unreadable.
 */
import { pattern, skipFormat } from './format.ts';
import type { Format } from './format.ts';

const LOCAL = String.raw`(?<local>[^ @()\[\]]+)`;

const QMAIL_SCANNER: Format = {
  name: 'qmail-scanner',
  read: (text, { envelopeFrom }) =>
    /^[^ ]+ by [^ ]+ \(.{0,100}\) with qmail-scanner/.test(text)
      ? { kind: 'sender of next', envelopeFrom }
      : undefined,
};

export const SKIPPED_FORMATS: readonly Format[] = [
  skipFormat('user at this machine', pattern`^\S+ \([^ @]+@${LOCAL}\) by \S+ \(`),
  skipFormat('local-esmtp', pattern`^\S+ \S+ by \S+ with local-e?smtp `),
  skipFormat('AVG', pattern`^127\.0\.0\.1 \(AVG SMTP \S+ \[\S+\]\)`),
  skipFormat('address of a user, by, by uid', pattern`^\S+@\S+ by \S+ by uid \S+ `),
  skipFormat('address of a user', pattern`^\S+@\S+ by \S+ `),
  skipFormat('Unknown/Local', pattern`^Unknown\/Local \(`),
  skipFormat('this machine', pattern`^${LOCAL} \((?:\S+@)?(?<localPeer>[^ @()\[\]]+)[)[]`),
  skipFormat('this machine in the comment', pattern`^\S+ \((?:\S+@)?${LOCAL}\) `),
  skipFormat('user, this machine', pattern`^\S+ \(\S+@\S+ \[${LOCAL}\]\) `),
  skipFormat('Courier, submitted', pattern`^\(AUTH: \S+\) by \S+ with `),
  skipFormat('UNIX socket', pattern`^localhost \(localhost \[\[UNIX: localhost\]\]\) by `),
  skipFormat('Amazon, inside', pattern`^\S+\.amazon\.com by \S+\.amazon\.com with ESMTP \(peer crosscheck: `),
  skipFormat('GroupWise', pattern`^[^.]+ by \S+ with Novell_GroupWise`),
  skipFormat('Raptor', pattern`^no\.name\.available by \S+ via smtpd \(for `),
  QMAIL_SCANNER,
  skipFormat('with local', pattern`^\S+ by \S+ with local`),
  skipFormat(
    'Cyrus socket',
    pattern`^\S+ \(\[unix socket\]\) by \S+ \(Cyrus v[0-9]*\.[0-9]*\.[0-9]*\) with LMTPA`,
  ),
  skipFormat('no address', pattern`^\S+ by \S+ (?:with|via|for|\()`),
  skipFormat('no address, protocol first', pattern`^\S+ (?:(?:with|via|for) \S+|\(unverified\)) by\b`),
  skipFormat('SendGrid', pattern`^\S+ \(unknown\) by \S+ \(SG\) with \b`),
  skipFormat('OpenSMTPD, local', pattern`^\S+ \(\S+ \[local\]\) by \S+ \(OpenSMTPD\) with \b`),
  skipFormat('LSMTP', /\(LSMTP for/),
  skipFormat('MailEnable', pattern`^\(\[${LOCAL}\]\) with MailEnable `),
  skipFormat('Facebook', pattern`^facebook\.com \([^)]+\) by facebook\.com with Thrift id \S+$`),
  skipFormat('Gmail API', pattern`^\S+ named \S+ by gmailapi\.google\.com with HTTPREST$`),
  skipFormat('name and id', pattern`^\S+ id \S+$`),
  skipFormat('Jetsend', /^\[<.*? \(Jetsend/),
];
