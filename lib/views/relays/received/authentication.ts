/**
 * How the client authenticated, as a Received field tells it: the protocol (RFC 3848, RFC 4954, RFC 6531), or what the MTA is known
 * to write. '' when it does not tell. Input: the field with single blanks, `from ` in front, the date cut off.
 */
import { IP_LIKE } from '../ip-address.ts';

type Detector = (text: string) => string | undefined;

const GMX = new RegExp(
  `from [^ ]* \\((?:HELO|EHLO) [^ ]*\\) \\[${IP_LIKE}\\] by (mail\\.gmx\\.(?:net|com)) \\([^)]+\\) with (ESMTP|SMTP)`,
);

/** The first that answers counts. */
const DETECTORS: readonly Detector[] = [
  text =>
    text.includes(' by ')
      ? / with ((?:ES|L|UTF8S|UTF8L)MTPS?A|ASMTP|HTTP[SU]?)(?:[ ;]|$)/i.exec(text)?.[1]
      : undefined,
  google,
  text =>
    text.includes(' (AUTH: ')
      ? /^from .*?(?:\]\)|\)\]) \(AUTH: (LOGIN|PLAIN|DIGEST-MD5|CRAM-MD5) [^ ]+(?:, .*?)?\) by /.exec(
          text,
        )?.[1]
      : undefined,
  sendmail,
  text => {
    const match = text.includes('mail.gmx.') ? GMX.exec(text) : null;
    return match === null ? undefined : `GMX (${match[2] ?? ''} / ${match[1] ?? ''})`;
  },
  criticalPath,
  postfix,
  text =>
    text.includes(' (account ') && /CommuniGate Pro (?:HTTP|SMTP|XIMSS|IMAP)/.test(text)
      ? 'Communigate'
      : undefined,
  text =>
    text.includes(' with Microsoft Exchange Server HTTP-DAV') &&
    / with Microsoft Exchange Server HTTP-DAV\b/.test(text)
      ? 'HTTP-DAV'
      : undefined,
  text => (text.includes(' by ') ? / \(via (HTTP.?)\)(?:[ ;]|$)/i.exec(text)?.[1] : undefined),
];

export function authenticationOf(text: string): string {
  for (const detect of DETECTORS) {
    const answer = detect(text);
    if (answer !== undefined) return answer;
  }
  return '';
}

/** Google's submission service writes ESMTPS; the form of its queue id gives it away. */
function google(text: string): string | undefined {
  if (
    !text.includes(' by mx.google.com with ESMTPS ') ||
    !/ by mx\.google\.com with ESMTPS id [a-z0-9]{1,4}sm[0-9]{2,9}[a-z]{3}\.[0-9]{1,3}\.[0-9]{4}\.(?:[0-6][0-9]\.){4}[0-6][0-9]/.test(
      text,
    )
  )
    return undefined;
  const tls = /\(version=([^ ]+) cipher=([^)]+)\)/.exec(text);
  return tls === null ? undefined : `GMail - transport=${tls[1] ?? ''} cipher=${tls[2] ?? ''}`;
}

/** `authenticated` in a comment behind the address and in front of ` by`. */
function sendmail(text: string): string | undefined {
  if (!text.startsWith('from ') || !text.includes('authenticated')) return undefined;
  const address = /\](?: \([^)]{0,200}\))?\) |\)\] /.exec(text);
  if (address === null) return undefined;
  let at = address.index + address[0].length;
  for (const piece of ['(', 'authenticated', ')', ' by']) {
    const found = text.indexOf(piece, at);
    if (found < 0) return undefined;
    at = found + piece.length;
  }
  return 'Sendmail';
}

function criticalPath(text: string): string | undefined {
  const by = text.indexOf(') by ');
  const id = text.lastIndexOf(') id ');
  if (by < 0 || id < 0) return undefined;
  for (const match of text.matchAll(/ \(\d{1,2}\.\d\.\d{3}(?:\.\d{1,3})?\) \(authenticated as (?=.)/g)) {
    if (match.index > by + 5 && id > match.index + match[0].length) return 'CriticalPath';
  }
  return undefined;
}

function postfix(text: string): string | undefined {
  if (!text.includes(' (Authenticated sender: ')) return undefined;
  const name = /\) \(Authenticated sender: [^ ]+\) by [^ ]+ \(([^)]+)\) with /.exec(text)?.[1];
  return name === undefined || name === 'Postfix' ? name : `Postfix (${name})`;
}
