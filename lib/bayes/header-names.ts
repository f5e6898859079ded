/**
 * Which header fields Bayes learns from, and by what short name (Plugin/Bayes.pm of SpamAssassin 4.0.1; spec 5.2). What tells
 * the mailing list, the mail reader or another filter rather than the message is left out. Names without regard to case.
 */
const IGNORED_NAMES = `sender x-sender delivered-to delivery-date envelope-to x-envelope-to x-mime-autoconverted
  x-converted-to-plain-text subject date x-list mailing-list x-mailing-list x-unsub x-unsubscribe x-mailman-version
  x-beenthere x-loop mail-followup-to x-egroups-return x-egroups-from x-mdmailing-list x-xemacs-list x-sympa-to
  x-mailscanner x-mailscanner-spamcheck x-spam x-spam-status x-spam-level x-spam-flag x-spam-report x-spam-hits
  x-spam-score x-spam-checker-version x-antispam x-rbl-warning x-mdaemon-deliver-to x-virus-scanned x-mass-check-id
  x-pyzor x-filtered-by x-scanned-by x-scanner x-ap-spam-score x-ap-spam-status x-ripe-spam-status x-smtpd
  spam-apparently-to x-spam-apparently-to spam x-perlmx-spam x-bogosity content-class thread-index thread-topic
  x-originalarrivaltime status x-status x-flags x-keywords replied forwarded lines content-length x-uid x-uidl x-imapbase
  x-vm-bookmark x-vm-pop-retrieved x-vm-imap-retrieved x-vm-labels x-vm-last-modified x-vm-summary-format
  x-vm-vheader x-vm-message-order x-gnus-mail-source xref`;
const LIST_FIELDS =
  'archive help id owner post subscribe unsubscribe host manager admin comment name url'.split(' ');
const GATEWAY_FIELDS = ['from', 'to', 'date'];

const IGNORED: ReadonlySet<string> = new Set([
  ...IGNORED_NAMES.split(/\s+/),
  ...LIST_FIELDS.flatMap(name => [`list-${name}`, `x-list-${name}`]),
  ...GATEWAY_FIELDS.flatMap(name =>
    ['resent-', 'original-'].flatMap(kind => [`${kind}${name}`, `x-${kind}${name}`]),
  ),
]);
const IGNORED_FAMILIES = /^x-(?:dcc-[^\t-\r ]{2,25}-metrics|spamcop-[^]+|bugzilla-[^]+|vm-v\d-data)$/;

/** Received counts as ignored: its two oldest fields are looked at by themselves. */
export function isIgnoredHeader(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower === 'received' || IGNORED.has(lower)) return true;
  return lower.startsWith('x-') && IGNORED_FAMILIES.test(lower);
}

const FINGERPRINTS = ['gnu-pg', 'gnupg', 'pgp', 'gpg'].flatMap(program =>
  ['', '-key'].map(key => `x-${program}${key}-fingerprint`),
);
const PRESENCE_ONLY: ReadonlySet<string> = new Set([
  ...FINGERPRINTS,
  ...`x-face dkim-signature domainkey-signature x-google-dkim-signature arc-message-signature arc-seal autocrypt`.split(
    ' ',
  ),
]);

/** Of these it counts that they are there; their values never come again. `lower`: in lower case. */
export function isPresenceOnly(lower: string): boolean {
  return PRESENCE_ONLY.has(lower);
}

/** Exact case: Message-Id and Message-ID are written by different programs. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Message-Id': '*m',
    'Message-ID': '*M',
    Received: '*r',
    'User-Agent': '*u',
    References: '*f',
    'In-Reply-To': '*i',
    From: '*F',
    'Reply-To': '*R',
    'Return-Path': '*p',
    'Return-path': '*rp',
    'X-Mailer': '*x',
    'X-Authentication-Warning': '*a',
    Organization: '*o',
    Organisation: '*o',
    'Content-Type': '*ct',
    'Content-Disposition': '*cd',
    'Content-Transfer-Encoding': '*ce',
    'x-spam-relays-trusted': '*RT',
    'x-spam-relays-untrusted': '*RU',
  }),
);

export function shortHeaderName(name: string): string {
  return SHORT_NAMES.get(name) ?? name;
}

const GROUPS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'in-reply-to': '*MI',
    references: '*MI',
    'message-id': '*MI',
    from: '*Ad',
    to: '*Ad',
    cc: '*Ad',
    'x-mailer': '*UA',
    'user-agent': '*UA',
  }),
);

/** What several fields have in common is also learnt under one name. `lower`: in lower case. */
export function groupOf(lower: string): string | undefined {
  return GROUPS.get(lower);
}
