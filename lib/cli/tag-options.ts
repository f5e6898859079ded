/** The options of `mailsift tag`: those of spamassassin, and mailsift's own. A word that is no option is a file or folder. */
import { UsageError } from '../errors.ts';
import { option, optionsHelp, type Option } from './getopt.ts';
import { gatherOptions, RULE_LINES, RULE_PLACES } from './rule-options.ts';

export interface TagRequest {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
}

export const TAG_OPTIONS: readonly Option[] = [
  option('config', '', 'text', 'configuration file of mailsift'),
  option('rules', '', 'text', 'rule file or folder instead of the configured ones (repeatable)'),
  option('required', '', 'text', 'spam from this score on, whatever the rule files say'),
  option('no-virus', '', 'none', 'leave the virus scanner out'),
  option('no-bayes', '', 'none', 'leave out what was learnt, and learn nothing'),
  option('test-mode', 't test', 'none', 'add the report behind the message; learn nothing'),
  option('remove-markup', 'd despamassassinify', 'none', 'take off earlier marks; with -t: and check again'),
  option('error-code', 'e exit-code', 'number?', 'exit with this status (default 5) if there was spam'),
  option('local-only', 'L local', 'none', 'no network tests'),
  option('debug', 'D', 'text?', 'tell on standard error what is done, all or in some areas'),
  ...RULE_PLACES,
  option('nocreate-prefs', 'x no-create-prefs', 'none', 'no preferences file is made; always so'),
  option('create-prefs', '', 'none', 'accepted; a preferences file is never made'),
  RULE_LINES,
  option('pre', '', 'text', 'a line in front of all rule files (repeatable)'),
  option('lint', '', 'none', 'look for faults in the rules; 1 if there are some'),
  option('net', '', 'none', 'with --lint: network rules too'),
  option('mbox', '', 'none', 'files are mbox files'),
  option('mbx', '', 'none', 'not supported'),
  option('progress', '', 'none', 'accepted'),
  option('report', 'r', 'none', 'report as spam to Pyzor, Razor, DCC; nothing is written'),
  option('revoke', 'k', 'none', 'take a report back from Pyzor and Razor'),
  option(
    'add-to-welcomelist',
    'W add-to-whitelist',
    'none',
    'welcome the addresses in messages (AWL, TxRep)',
  ),
  option('add-to-blocklist', 'add-to-blacklist', 'none', 'block the senders of messages'),
  option('remove-from-welcomelist', 'R remove-from-whitelist', 'none', 'forget the addresses in messages'),
  option('add-addr-to-welcomelist', 'add-addr-to-whitelist', 'text', 'welcome an address'),
  option('add-addr-to-blocklist', 'add-addr-to-blacklist', 'text', 'block an address'),
  option('remove-addr-from-welcomelist', 'remove-addr-from-whitelist', 'text', 'forget an address'),
  option('username', 'u', 'text', 'accepted'),
  option('ipv4', '4 ipv4only ipv4-only', 'none', 'accepted'),
  option('ipv6', '6', 'none', 'accepted'),
  option('version', 'V', 'none', 'the versions'),
  option('help', 'h ?', 'none', 'this help'),
  option('pipe', 'P', 'none', 'ignored with a warning'),
  option('stop-at-threshold', 'S', 'none', 'ignored with a warning'),
  option('log-to-mbox', 'l', 'text?', 'ignored with a warning'),
  option('add-from', 'noadd-from no-add-from', 'none', 'gone from spamassassin: exit 2'),
  option('from-line', 'F', 'number?', 'gone from spamassassin: exit 2'),
  option('warning-from', 'w', 'text?', 'gone from spamassassin: exit 2'),
  option('whitelist-factory', 'M', 'text?', 'gone from spamassassin: exit 2'),
];

/** Throws a UsageError. */
export function readTagOptions(arguments_: readonly string[]): TagRequest {
  const paths: string[] = [];
  const { flags, values } = gatherOptions(TAG_OPTIONS, arguments_, { word: text => void paths.push(text) });
  const required = values.get('required')?.at(-1);
  if (required !== undefined && (required.trim() === '' || !Number.isFinite(Number(required))))
    throw new UsageError(`--required ${required}: not a number`);
  return { flags, values, paths };
}

export function tagOptionsHelp(): string {
  return optionsHelp(TAG_OPTIONS);
}
