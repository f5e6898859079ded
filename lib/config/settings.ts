/**
 * Every setting of mailsift: name, kind of value, bounds, default, and what it means. This is the only place where a
 * setting is declared; values that depend on an address are perAddress (null default: none) or membership (yes or no).
 */
import { FACILITIES, type Facility } from '../log/sink.ts';
import { group, membership, perAddress, setting, words, type ValuesOf } from './setting.ts';
import { bayesStore } from './type/bayes-store.ts';
import { boolean } from './type/boolean.ts';
import { choice } from './type/choice.ts';
import { clamdAddress } from './type/clamd-address.ts';
import { dnsServer } from './type/dns-server.ts';
import { duration } from './type/duration.ts';
import { list } from './type/list.ts';
import { lookup } from './type/lookup.ts';
import { integer, number } from './type/number.ts';
import { nullable } from './type/nullable.ts';
import { path } from './type/path.ts';
import { pattern } from './type/pattern.ts';
import { record } from './type/record.ts';
import { senderStore } from './type/sender-store.ts';
import { size } from './type/size.ts';
import { tables } from './type/tables.ts';
import { text } from './type/text.ts';

const DESTINIES = ['pass', 'discard', 'bounce', 'reject', 'tempfail'] as const;
const FAILURE_CHOICES = ['tempfail', 'tag', 'pass'] as const;
const FACILITY_NAMES = Object.keys(FACILITIES) as [Facility, ...Facility[]];

const domainName = text({ pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$', title: 'a domain name' });
const score = number({ minimum: -1000, maximum: 1000 });
const level = nullable(number({ minimum: -10_000, maximum: 10_000 }));

const destiny = (value: (typeof DESTINIES)[number], what: string) =>
  perAddress(choice(DESTINIES), value, `What happens to ${what}.`);
const lover = (what: string) =>
  membership(false, `Recipients who get ${what} in spite of the destiny, marked.`);
const bypass = (what: string) => membership(false, `Recipients for whom ${what} is not done.`);
const kept = (value: boolean, what: string) => membership(value, `Recipients whose ${what} is kept.`);
const tag = (what: string) => perAddress(text(), '', `For ${what}.`);
const extension = (what: string) =>
  perAddress(text({ pattern: '^[A-Za-z0-9._=$-]*$', title: 'an address extension' }), '', `For ${what}.`);
const check = (what: string) => setting(boolean(), true, what);

/** Made anew each time: who has read a configuration does not need them any more, least of all an image. */
export const declareSettings = () => ({
  hostname: setting(
    nullable(domainName),
    null,
    'Name of this machine in header fields. null: as the system says.',
  ),
  domain: setting(
    nullable(domainName),
    null,
    'Domain of this site. null: what follows the first dot of hostname.',
  ),
  state_directory: setting(
    nullable(path()),
    null,
    'Learned data, journal and quarantine. null: /var/lib/mailsift, else the XDG state folder of the user.',
  ),
  time_limit: setting(
    duration({ minimum: '1s', maximum: '950s' }),
    '600s',
    'For one message; Postfix gives up after 1000s. When it is over, the message is tried again later.',
  ),
  recipient_delimiter: setting(
    text({ pattern: '^[^\\s\\x00-\\x1f\\x7f@A-Za-z0-9"]*$', title: 'a set of punctuation characters' }),
    '',
    "Postfix's recipient_delimiter: each character in it splits user+extension. Empty: addresses are not split.",
  ),
  localpart_is_case_sensitive: setting(boolean(), false, 'Tell User@host and user@host apart.'),
  local_domains: membership(
    true,
    'Recipients of this site: they get marks, subject tags and address extensions.',
  ),
  soft_bounce: setting(
    boolean(),
    false,
    'Turn every refusal into "try again later", while trying out a setup.',
  ),
  replace_existing_extension: setting(
    boolean(),
    true,
    'Put address_extension in place of an extension already there.',
  ),
  remove_existing_spam_headers: membership(
    true,
    'Recipients for whom X-Spam-* fields from outside are removed.',
  ),
  message_size_limit: perAddress(
    nullable(size({ minimum: '0', maximum: '1024G' })),
    null,
    'Larger messages are oversized for this recipient. Less than 65536 counts as 65536 (RFC 5321). null: no limit.',
  ),
  sendmail: group('How messages go back to Postfix.', {
    path: setting(path(), '/usr/sbin/sendmail', 'The program.'),
    timeout: setting(duration({ minimum: '1s', maximum: '950s' }), '300s', 'For one run of it.'),
  }),
  spool: group('Where a message waits while it is looked at.', {
    threshold_bytes: setting(
      size({ minimum: '0', maximum: '1G' }),
      '1M',
      'Larger messages go into a file, not memory.',
    ),
    directory: setting(nullable(path()), null, "null: the system's folder for temporary files."),
  }),
  levels: words('Spam scores from which on something happens. null: never (for tag: always).', {
    tag: perAddress(level, null, 'X-Spam-* fields are added.'),
    tag2: perAddress(level, 6.3, 'Counts as spam: X-Spam-Flag is YES, subject tag, address extension.'),
    tag3: perAddress(level, null, 'As tag2, with a subject tag of its own.'),
    kill: perAddress(level, 6.3, 'destiny.spam is done.'),
    dsn_cutoff: perAddress(level, 10, 'No bounce is sent any more. null: no such limit.'),
    quarantine_cutoff: perAddress(level, null, 'Spam is not kept any more. null: no such limit.'),
  }),
  destiny: words(
    'What happens to a message, by category. discard: it vanishes; bounce: the sender is told by us; reject: by Postfix; tempfail: tried again later.',
    {
      virus: destiny('discard', 'messages with a virus'),
      banned: destiny('discard', 'messages with a forbidden attachment'),
      unchecked: destiny('pass', 'messages that could not be checked (encrypted, too deep, scanner trouble)'),
      spam: destiny('pass', 'messages that reach levels.kill'),
      bad_header: destiny('pass', 'messages with a malformed header'),
      oversized: destiny('bounce', 'messages over message_size_limit'),
    },
  ),
  lovers: words(
    'Recipients who get a message although its destiny is another. The message is marked all the same.',
    {
      virus: lover('viruses'),
      banned: lover('forbidden attachments'),
      unchecked: lover('unchecked messages'),
      spam: lover('spam'),
      bad_header: lover('malformed headers'),
      oversized: lover('messages over their size limit'),
    },
  ),
  bypass: words('Recipients for whom a check does not count; when all bypass it, it is not run.', {
    virus: bypass('the virus check'),
    banned: bypass('the check for forbidden attachments'),
    spam: bypass('the spam check'),
    network: bypass('whatever the spam check asks of other machines (network)'),
    bad_header: bypass('the header check'),
  }),
  quarantine: group('Copies of messages that people may want back.', {
    directory: setting(nullable(path()), null, 'null: the folder quarantine in state_directory.'),
    subdirectory_levels: setting(
      integer({ minimum: 0, maximum: 2 }),
      1,
      'Levels of folders named by the first characters of the id.',
    ),
    gzip: setting(boolean(), true, 'Compress them.'),
    keep: words('What is kept, by category.', {
      virus: kept(true, 'mail with a virus'),
      banned: kept(true, 'mail with a forbidden attachment'),
      unchecked: kept(false, 'unchecked mail'),
      spam: kept(false, 'blocked spam'),
      bad_header: kept(false, 'mail with a malformed header'),
      oversized: kept(false, 'mail over the size limit'),
    }),
  }),
  subject_tag: words('Put in front of the subject, for local recipients. Write the blank at its end, too.', {
    virus: tag('viruses that pass'),
    unchecked: tag('unchecked messages'),
    tag: tag('messages that reach levels.tag'),
    tag2: tag('messages that reach levels.tag2'),
    tag3: tag('messages that reach levels.tag3'),
  }),
  address_extension: words(
    'Added to the address of a local recipient behind the recipient_delimiter: a folder of their own.',
    {
      virus: extension('viruses that pass'),
      banned: extension('forbidden attachments that pass'),
      spam: extension('messages that reach levels.tag2'),
      bad_header: extension('malformed headers'),
    },
  ),
  senders: group('Senders by address: of the envelope, and of the From field. Tables are keyed by sender.', {
    welcome: membership(false, 'Their mail is never spam for blocking.'),
    block: membership(
      false,
      'Their mail is always spam. Welcome and blocked at once: marked as spam, and passed.',
    ),
    per_recipient_welcome: setting(
      lookup(tables(boolean()), []),
      [],
      'Tables keyed by recipient; each value is a list of tables keyed by sender, asked before welcome.',
    ),
    per_recipient_block: setting(lookup(tables(boolean()), []), [], 'The same for block.'),
    scores: setting(
      lookup(tables(score), []),
      [],
      'Points added to the score. Keyed by recipient (all entries that match count), then by sender (the first counts).',
    ),
  }),
  virus: group('The virus check.', {
    clamd: setting(
      list(clamdAddress()),
      [],
      'Tried in turn: unix:/run/clamav/clamd.ctl, tcp:localhost:3310. Empty: not used.',
    ),
    timeout: setting(duration({ minimum: '1s', maximum: '950s' }), '60s', 'For one answer.'),
    max_size_bytes: setting(
      size({ minimum: '1k', maximum: '4G' }),
      '25M',
      "Larger parts are not scanned; at most clamd's StreamMaxLength.",
    ),
    scan_parts: setting(boolean(), true, 'Scan the decoded parts, too, and not only the message as a whole.'),
    clamscan: setting(
      nullable(path()),
      null,
      'The program clamscan, for when no clamd answers. Slow. null: not used.',
    ),
    on_failure: setting(
      choice(FAILURE_CHOICES),
      'tempfail',
      'When no scanner answers. tag: the message is unchecked.',
    ),
    on_oversize: setting(choice(FAILURE_CHOICES), 'tag', 'When something is too large for the scanner.'),
    name_scores: setting(
      list(record({ pattern: pattern(), score })),
      [
        { pattern: '/^(?:heuristics|email|html)\\.phishing\\b/i', score: 0.1 },
        { pattern: '/^heuristics\\.structured\\.(?:ssn|creditcardnumber)\\b/i', score: 0.1 },
        { pattern: '/^(?:sanesecurity|winnow)\\.(?:spam|scam|phish|junk|hoax|lott)/i', score: 0.1 },
        { pattern: '/^(?:scamnailer|email\\.spam)/i', score: 0.1 },
      ],
      'Names that are no virus but points on the spam score, if all names found are such.',
    ),
  }),
  banned: group('The check for forbidden attachments.', {
    rules: setting(
      nullable(
        list(
          record({ pattern: pattern(), allow: boolean(), comment: text() }, { allow: false, comment: '' }),
        ),
      ),
      null,
      'Tried in order on the names and types of each part; the first decides. null: the list that comes with mailsift.',
    ),
  }),
  header_checks: group('What makes a header malformed.', {
    mime: check('MIME structure that cannot be read.'),
    syntax: check('A line that is no header field.'),
    empty: check('A folded field made up of white space.'),
    long: check('A line of more than 998 characters.'),
    control: check('Control characters.'),
    eight_bit: check('Characters beyond ASCII that are not UTF-8.'),
    missing: check('No Date or no From.'),
    multiple: check('A field twice that may be there once.'),
  }),
  spam: group('The spam check.', {
    rules: setting(
      list(path()),
      [],
      'Rule files (.cf) and folders, read in order. Empty: the rules that come with mailsift.',
    ),
    scan_size_bytes: setting(
      size({ minimum: '1k', maximum: '1G' }),
      '400k',
      'The rules see this much of a message.',
    ),
    required_score: setting(
      number({ minimum: 0.1, maximum: 1000 }),
      5,
      'Spam from this score on, in the commands tag and scan.',
    ),
    time_limit: setting(
      duration({ minimum: '1s', maximum: '950s' }),
      '60s',
      'For the rules; time_limit of the rule files counts if it is less.',
    ),
    on_failure: setting(
      choice(FAILURE_CHOICES),
      'tempfail',
      'When the check could not be done. tag: the message is unchecked.',
    ),
  }),
  bayes: group('Bayes: what was learnt from messages that people have called spam or not.', {
    enabled: setting(boolean(), true, 'Ask it. use_bayes 0 in the rule files switches it off, too.'),
    store: setting(
      nullable(bayesStore()),
      null,
      'A path, mysql://USER:PASSWORD@HOST/DATABASE (also mariadb:, postgresql:), redis://HOST/0; ?socket=PATH for a socket. null: as the rule files say (bayes_store_module, bayes_sql_dsn), else bayes.sqlite in state_directory.',
    ),
    user: setting(
      nullable(text({ pattern: '^[^\\x00-\\x1f\\x7f]{1,200}$', title: 'a name' })),
      null,
      'Whose data. null: bayes_sql_override_username of the rule files, else GLOBALBAYES, one for the site. There is none for each recipient: a message to several would need several scores.',
    ),
    timeout: setting(
      duration({ minimum: '100ms', maximum: '60s' }),
      '5s',
      'For a connection, for each answer, and for the turn to write.',
    ),
    on_failure: setting(
      choice(['ignore', 'fail']),
      'ignore',
      'When it cannot be asked. ignore: the message goes its way without it, and the log says so. fail: the spam check has failed, and spam.on_failure is done.',
    ),
    auto_learn: setting(
      boolean(),
      true,
      'Learn from messages that the rules are sure of. bayes_auto_learn 0 in the rule files switches it off, too.',
    ),
  }),
  network: group('What rules ask of other machines: block lists, SPF, DKIM and the like.', {
    enabled: setting(boolean(), true, 'false: local tests only, as with --local.'),
    servers: setting(
      list(dnsServer()),
      [],
      'Name servers, such as 127.0.0.1 or [2001:db8::1]:5353. Empty: dns_server of the rules, else /etc/resolv.conf.',
    ),
    timeout: setting(
      nullable(duration({ minimum: '100ms', maximum: '950s' })),
      null,
      'For all answers about one message; rbl_timeout of the rules counts if it is less. null: rbl_timeout (15s) only.',
    ),
    cache: setting(
      boolean(),
      false,
      'Keep answers for the messages that follow, in state_directory (4 MB). Pays where the name server is far away.',
    ),
  }),
  authentication: group('What SPF, DKIM, DMARC and ARC say of where a message is from.', {
    results: setting(
      boolean(),
      true,
      'Tell local recipients, in an Authentication-Results field (RFC 8601).',
    ),
    authserv_id: setting(nullable(domainName), null, 'Under this name. null: hostname.'),
    remove_forged: setting(
      boolean(),
      true,
      'Remove such fields that come in under this name. Set authserv_id if another program of this host writes some.',
    ),
    tag_signed_subject: membership(
      false,
      'Recipients for whom the subject is tagged even if a good signature covers it, which then is good no more.',
    ),
  }),
  reputation: group(
    'What is known of senders from earlier mail (AWL, TxRep). Whether, and how, the rule files say: loadplugin, use_txrep and the like.',
    {
      store: setting(
        nullable(senderStore()),
        null,
        'A path, mysql://USER:PASSWORD@HOST/DATABASE (also mariadb:, postgresql:). null: as the rule files say (auto_welcomelist_factory or txrep_factory, user_awl_dsn), else reputation.sqlite in state_directory.',
      ),
      user: setting(
        nullable(text({ pattern: '^[^\\x00-\\x1f\\x7f]{1,100}$', title: 'a name' })),
        null,
        'Whose records. null: user_awl_sql_override_username of the rule files, else GLOBAL.',
      ),
      timeout: setting(
        duration({ minimum: '100ms', maximum: '60s' }),
        '5s',
        'For a connection, for each answer, and for the turn to write. Without an answer a message is scored as if its sender were new.',
      ),
    },
  ),
  limits: group('What lies beyond is not looked at, and the message is unchecked.', {
    parts: setting(integer({ minimum: 1, maximum: 100_000 }), 1000, 'MIME parts.'),
    depth: setting(integer({ minimum: 1, maximum: 100 }), 20, 'Parts within parts.'),
    header_bytes: setting(size({ minimum: '64k', maximum: '64M' }), '1M', 'The header.'),
    part_bytes: setting(size({ minimum: '64k', maximum: '1G' }), '64M', 'One decoded part.'),
  }),
  log: group('The log.', {
    destination: setting(choice(['syslog', 'file', 'none']), 'syslog', 'Where it goes.'),
    file: setting(nullable(path()), null, 'With destination file.'),
    format: setting(
      choice(['text', 'json']),
      'text',
      "One line a message, as amavisd's or as a JSON object.",
    ),
    ident: setting(
      text({ pattern: '^[A-Za-z0-9._/-]{1,32}$', title: 'a short name' }),
      'mailsift',
      'Name of the program in syslog.',
    ),
    facility: setting(choice(FACILITY_NAMES), 'mail', 'Of syslog.'),
  }),
  journal: group('What was already handed over, so that no retry delivers twice.', {
    keep: setting(
      duration({ minimum: '1d', maximum: '365d' }),
      '10d',
      "More than Postfix's maximal_queue_lifetime.",
    ),
  }),
});

export type DeclaredValues = ValuesOf<ReturnType<typeof declareSettings>>;
