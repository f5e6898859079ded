/**
 * The formats of Received fields that no product's name gives away, in the order in which they are tried: sendmail, qmail and
 * their many imitators. The order counts: later ones are looser.
 */
import { IP_LIKE } from '../ip-address.ts';
import { BY, HELO, IP, RDNS, heloAndIdentIn, pattern, relayFormat, skipFormat } from './format.ts';
import type { Draft, Format } from './format.ts';
import { QMAIL } from './qmail-format.ts';

const lookedUp = true;
const COMMENT_IDENT = String.raw`(?<ident>\S*@)?`;

/** sendmail: `IDENT:user@host` or `user@host`. */
function identInName(draft: Draft): Draft {
  const marked = /^IDENT:([^@]*)@(.*)$/.exec(draft.rdns);
  const once = marked === null ? draft : { ...draft, ident: marked[1] ?? '', rdns: marked[2] ?? '' };
  const plain = /^([^@]*)@(.*)$/.exec(once.rdns);
  return plain === null ? once : { ...once, ident: plain[1] ?? '', rdns: plain[2] ?? '' };
}

const withoutAt = (draft: Draft): Draft => ({ ...draft, ident: draft.ident.replace(/@$/, '') });
const nameIsHelo = (draft: Draft): Draft => ({ ...draft, rdns: draft.helo });
const heloIsName = (draft: Draft): Draft => ({ ...draft, helo: draft.rdns });

const SENDMAIL = relayFormat('sendmail', pattern`^${HELO} \(${RDNS} \[${IP}\].*\) by ${BY} \(`, {
  lookedUp,
  refine: identInName,
});

const BEFORE_QMAIL: readonly Format[] = [
  relayFormat('HTTP', pattern`^${IP} \(\[${IP_LIKE}\]\) by ${BY}`, { marker: /\bwith HTTP\b/ }),
  {
    name: 'sendmail, not qmail-ldap',
    read: (text, draft) =>
      / by [^ ]+ \(qmail-[^ ]+\) with /.test(text) ? undefined : SENDMAIL.read(text, draft),
  },
  relayFormat('Exchange', pattern`^${HELO} \(${RDNS} \[${IP}\]\) by ${BY} with \S+ \(`, { lookedUp }),
  relayFormat('name, helo=', pattern`^${RDNS} \(\[${IP}\] helo=${HELO}\) by ${BY} with `, {
    marker: ' helo=',
  }),
  relayFormat('<unknown.domain>', pattern`^${HELO} \(<unknown\S*>\[${IP}\]\) by ${BY} `, {
    marker: '<unknown',
  }),
  relayFormat('name[address]', pattern`^${HELO} \((?<rdns>\S+\.\S+)\[${IP}\]\) by ${BY} `, { lookedUp }),
  relayFormat('ident@[address]', pattern`^${HELO} \((?<ident>\S*)@\[${IP}\].*\) by ${BY} \(`, {
    marker: '@[',
    lookedUp,
  }),
  relayFormat('Hotmail web', pattern`^${IP} .*?by (?<by>\S+\.hotmail\.msn\.com) `, {
    marker: '.hotmail.msn.com ',
  }),
  relayFormat('Hotmail web, no address', pattern`by (?<by>\S+\.hotmail\.msn\.com) `, {
    marker: '.hotmail.msn.com ',
  }),
  relayFormat(
    'qpsmtpd',
    pattern`^${RDNS} \((?:HELO|EHLO) (?<helo>\S*)\) \(${IP}\) by ${BY} \(qpsmtpd/\S+\) with (?:ESMTP|SMTP)`,
    { marker: '(qpsmtpd/' },
  ),
  relayFormat('LHLO', pattern`^${RDNS} \(LHLO (?<helo>\S*)\) \(${IP}\) by ${BY} with LMTP`, {
    marker: '(LHLO ',
  }),
  relayFormat(
    'GMX',
    pattern`^${RDNS} \((?:HELO|EHLO) (?<helo>\S*)\) \[${IP}\] by ${BY} \([^)]+\) with (?:ESMTP|SMTP)`,
    { marker: ') [' },
  ),
  relayFormat('Raptor', pattern`^${HELO} \(\[${IP}\]\) by ${BY} via smtpd \(for \S+\) with SMTP\(`, {
    marker: ' via smtpd (for ',
  }),
];

const BRACKETS: readonly Format[] = [
  relayFormat('via HTTP', pattern`^\[${IP}\] by ${BY} via HTTP$`, { marker: ' via HTTP' }),
  relayFormat('( [address])', pattern`^\S+ \( \[${IP}\]\).*? by ${BY} `, { marker: ' ( [' }),
  relayFormat('(helo [address])', pattern`^\(${HELO} \[${IP}\]\) by ${BY} `),
  relayFormat('[address]', pattern`^\[${IP}\] by ${BY} `),
  relayFormat('(address)', pattern`^\(\[?${IP}\]?\) by ${BY} `),
  relayFormat('MDaemon', pattern`^${HELO} \[${IP}\] by ${BY} \[${IP_LIKE}\] with `, {
    marker: '] with ',
    lookedUp,
  }),
  relayFormat('MDaemon 19', pattern`^${HELO} \[\(${IP}\)\] by ${BY} \(${IP_LIKE}\) `, { marker: ' [(' }),
  relayFormat('sendmail, no name', pattern`^${HELO} \(\[${IP}\]\) by ${BY} \(`, { lookedUp }),
  relayFormat(
    'sendmail, anything between',
    pattern`^${HELO} \((?<client>\S+) \[${IP}\]\).*? by (?<by>\S+)\b`,
    {
      refine: (draft, { client = '' }) =>
        // Courier says so when it asked and the name server failed.
        client === 'softdnserr' ? { ...draft, lookedUp: false } : { ...draft, rdns: client, lookedUp },
    },
  ),
  relayFormat('address with port', pattern`^${HELO} \(\[${IP}(?:[.:]\d+)?\]\).*? by ${BY} `, { lookedUp }),
];

const MAIL_FETCHER: Format = {
  name: 'mail fetcher',
  read: text => (/with (?:POP3|IMAP)/.test(text) ? { kind: 'fetched' } : undefined),
};

const LOOSE: readonly Format[] = [
  relayFormat(
    'like qmail, HELO',
    pattern`^${RDNS} \((?:HELO|EHLO) (?<helo>[^)]*)\) \(${COMMENT_IDENT}\[?${IP}\]?\).* by ${BY} `,
    { marker: 'LO ', lookedUp, refine: (draft, { ident = '' }) => withoutAt({ ...draft, ident }) },
  ),
  relayFormat('like qmail', pattern`^${RDNS} \(${COMMENT_IDENT}\[?${IP}\]?\).* by ${BY} `, {
    lookedUp,
    refine: (draft, { ident = '' }) => withoutAt(heloIsName({ ...draft, ident })),
  }),
  relayFormat('smap', pattern`^${RDNS}\(${IP}\) by ${BY} via smap `, { marker: ' via smap ', lookedUp }),
  relayFormat('smap, HELO', pattern`^${RDNS}\(${IP}, (?:HELO|EHLO) (?<helo>\S*)\) by ${BY} via smap `, {
    marker: ' via smap ',
    lookedUp,
  }),
  relayFormat('InterScan', pattern`^${IP} by ${BY} \((?:SMTPL|InterScan)\b`),
  skipFormat('BSMTP', pattern`^\S+ by \S+ with BSMTP`),
  relayFormat(
    'Yahoo',
    pattern`^${RDNS} \((?:HELO|EHLO) (?<helo>\S*)\) \((?:(?<ident>\S+)@)?${IP}.*?\) by ${BY} with `,
    { marker: 'LO ', lookedUp },
  ),
  relayFormat(
    'CommuniGate Pro, HELO',
    pattern`^\[${IP}\] \((?:account \S+ )?(?:HELO|EHLO) (?<helo>\S*)\) by ${BY} \(`,
  ),
  relayFormat('CommuniGate Pro, verified', pattern`^${HELO} \(\[${IP}\] verified\) by ${BY} \(`, {
    marker: ' (CommuniGate Pro',
    lookedUp,
    refine: nameIsHelo,
  }),
  skipFormat('Content Technologies', pattern`^\S+ \(\S+\) by \S+ \(Content Technologies `),
  relayFormat('two addresses', pattern`^${HELO} \(\[${IP}\] \[\S+\]\) by ${BY} with `, { marker: '] [' }),
  relayFormat('Tumbleweed', pattern`^${IP} by ${BY} with `),
  relayFormat('any[address]', pattern`^${HELO} \(${RDNS}\[${IP}\]\) by ${BY} `, { lookedUp }),
  relayFormat('F-Secure', pattern`^\[${IP}\]\S+ \((?:HELO|EHLO) (?<helo>\S*)\) by ${BY} `),
  relayFormat('address (HELO)', pattern`^${IP} \((?:HELO|EHLO) (?<helo>\S*)\) by ${BY} `, { marker: 'LO ' }),
  relayFormat('IMail', pattern`^${HELO} \[${IP}\] by ${BY} `),
  relayFormat('name(address)', pattern`^${RDNS}\(${IP}\) by ${BY} `),
  relayFormat('address (words)', pattern`^${IP} \([A-Za-z][^)]+\) by ${BY} with `),
  relayFormat('[address] (helo= ident=)', pattern`^\[${IP}\] \((?<comment>[^)]+)\) by ${BY} `, {
    refine: (draft, { comment = '' }) => heloAndIdentIn(draft, comment),
  }),
  relayFormat('Obtuse', pattern`^${RDNS}\(${IP}\)(?:, claiming to be "(?<helo>\S+)")? via \S+ by ${BY},`, {
    marker: ' via ',
    refine: (draft, { rdns, helo = '' }) => ({
      ...draft,
      helo,
      lookedUp: rdns === 'UNKNOWN' ? draft.lookedUp : lookedUp,
    }),
  }),
  relayFormat(
    'Yahoo, authenticated',
    pattern`^${HELO} \(\S+@${IP} with login\) by (?<by>\S+\.yahoo\.com) with SMTP`,
    { marker: ' with login) by ' },
  ),
  relayFormat('X-Originating-IP', pattern`^X-Originating-IP: ${IP}$`, {
    marker: 'X-Originating-IP: ',
    refine: draft => ({ ...draft, by: '' }),
  }),
];

export const COMMON_FORMATS: readonly Format[] = [
  ...BEFORE_QMAIL,
  QMAIL,
  ...BRACKETS,
  MAIL_FETCHER,
  ...LOOSE,
];

/** `FROM ... BY ... ID`: simta and Rockliffe. */
export const UPPER_CASE_FORMATS: readonly Format[] = [
  relayFormat(
    'simta',
    pattern`^${HELO} \(${RDNS} \[${IP}\]\) BY ${BY} (?:\([^)]+\) WITH SMTP )?ID <?(?<id>\S+?)>?(?: FOR <[^>]+>)?$`,
    {
      lookedUp,
      refine: (draft, { id = '' }) => ({
        ...draft,
        id,
        rdns: draft.rdns === 'unverified' ? '' : draft.rdns,
      }),
    },
  ),
];

/** `(from ...)`. */
export const COMMENT_FORMATS: readonly Format[] = [
  relayFormat('Norton Gateway', pattern`^(?<helo>\S*) \[${IP}\]\) by ${BY} \(NAVGW .*?\) with `),
  skipFormat('sendmail, submitted here', pattern`^\S+@localhost\) by \S+ `),
  skipFormat('jqueuemail', pattern`^[^ @]+@[^)]+\) by \S+\(jqueuemail\) id [^ ;]+`),
];
