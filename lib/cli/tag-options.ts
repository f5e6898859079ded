/**
 * The options of `mailsift tag`: those of spamassassin, read as its Getopt::Long reads them (letters may be bundled, a
 * value may stand behind its letter, long names are not shortened), and mailsift's own. One table serves for reading and
 * for the help. A word that is no option is a file or folder.
 */
import { UsageError } from '../errors.ts';

export interface TagRequest {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
}

/** `text?` and `number?`: the value may be missing. */
type ValueKind = 'none' | 'text' | 'text?' | 'number?';

interface TagOption {
  readonly name: string;
  /** Letters and long names that mean the same. */
  readonly aliases: readonly string[];
  readonly value: ValueKind;
  readonly help: string;
}

export const TAG_OPTIONS: readonly TagOption[] = [
  option('config', '', 'text', 'configuration file of mailsift'),
  option('rules', '', 'text', 'rule file or folder instead of the configured ones (repeatable)'),
  option('required', '', 'text', 'spam from this score on, whatever the rule files say'),
  option('no-virus', '', 'none', 'leave the virus scanner out'),
  option('test-mode', 't test', 'none', 'add the report behind the message; learn nothing'),
  option('remove-markup', 'd despamassassinify', 'none', 'take off earlier marks; with -t: and check again'),
  option('error-code', 'e exit-code', 'number?', 'exit with this status (default 5) if there was spam'),
  option('local-only', 'L local', 'none', 'no network tests'),
  option('debug', 'D', 'text?', 'tell on standard error what is done, all or in some areas'),
  option('configpath', 'C c config-file config-dir', 'text', 'folder or file of the system rules'),
  option('siteconfigpath', '', 'text', 'folder or file of the rules of the site'),
  option('prefspath', 'p prefs-file', 'text', 'preferences (default: ~/.spamassassin/user_prefs)'),
  option('nocreate-prefs', 'x no-create-prefs', 'none', 'no preferences file is made; always so'),
  option('create-prefs', '', 'none', 'accepted; a preferences file is never made'),
  option('cf', '', 'text', 'a line behind all rule files (repeatable)'),
  option('pre', '', 'text', 'a line in front of all rule files (repeatable)'),
  option('lint', '', 'none', 'look for faults in the rules; 1 if there are some'),
  option('net', '', 'none', 'with --lint: network rules too'),
  option('mbox', '', 'none', 'files are mbox files'),
  option('mbx', '', 'none', 'not supported'),
  option('progress', '', 'none', 'accepted'),
  option('report', 'r', 'none', 'report as spam: not possible in this version'),
  option('revoke', 'k', 'none', 'revoke a report: not possible in this version'),
  option('add-to-welcomelist', 'W add-to-whitelist', 'none', 'needs a sender store: not in this version'),
  option('add-to-blocklist', 'add-to-blacklist', 'none', 'likewise'),
  option('remove-from-welcomelist', 'R remove-from-whitelist', 'none', 'likewise'),
  option('add-addr-to-welcomelist', 'add-addr-to-whitelist', 'text', 'likewise'),
  option('add-addr-to-blocklist', 'add-addr-to-blacklist', 'text', 'likewise'),
  option('remove-addr-from-welcomelist', 'remove-addr-from-whitelist', 'text', 'likewise'),
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

function option(name: string, aliases: string, value: ValueKind, help: string): TagOption {
  return { name, aliases: aliases.split(' ').filter(alias => alias !== ''), value, help };
}

const BY_NAME: ReadonlyMap<string, TagOption> = new Map(
  TAG_OPTIONS.flatMap(one => [one.name, ...one.aliases].map(name => [name, one] as const)),
);

/** Throws a UsageError. */
export function readTagOptions(arguments_: readonly string[]): TagRequest {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  const words = [...arguments_];
  const note = ({ name, value }: TagOption, attached: string | undefined): void => {
    flags.add(name);
    const given = attached ?? valueAmong(words, name, value);
    if (given !== undefined) values.set(name, [...(values.get(name) ?? []), given]);
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      paths.push(...words.splice(0));
    } else if (word.startsWith('--')) {
      const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      const found = name.length > 1 ? BY_NAME.get(name) : undefined;
      if (found === undefined) throw new UsageError(`unknown option: ${word}`);
      if (attached !== undefined && found.value === 'none')
        throw new UsageError(`option ${name} takes no value`);
      note(found, attached);
    } else if (word.startsWith('-') && word !== '-') {
      readLetters(word.slice(1), note);
    } else {
      paths.push(word);
    }
  }
  const required = values.get('required')?.at(-1);
  if (required !== undefined && (required.trim() === '' || !Number.isFinite(Number(required))))
    throw new UsageError(`--required ${required}: not a number`);
  return { flags, values, paths };
}

function readLetters(letters: string, note: (found: TagOption, attached: string | undefined) => void): void {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const found = BY_NAME.get(letter);
    if (found === undefined) throw new UsageError(`unknown option: -${letter}`);
    const rest = letters.slice(at + 1).replace(/^=/, '');
    if (found.value === 'none' || rest === '') {
      note(found, undefined);
      continue;
    }
    const attached = found.value === 'number?' ? /^[-+]?\d+/.exec(rest)?.[0] : rest;
    note(found, attached ?? '');
    at += found.value === 'number?' ? (attached ?? '').length : letters.length;
  }
}

/** The value that stands as a word of its own; '' for one that may be missing and is. */
function valueAmong(words: string[], name: string, kind: ValueKind): string | undefined {
  const [next] = words;
  switch (kind) {
    case 'none':
      return undefined;
    case 'text':
      if (next === undefined) throw new UsageError(`option ${name} needs a value`);
      return words.shift();
    case 'text?':
      return next === undefined || next.startsWith('-') ? '' : words.shift();
    case 'number?':
      return next !== undefined && /^[-+]?\d+$/.test(next) ? words.shift() : '';
  }
}

/** One line an option. */
export function tagOptionsHelp(): string {
  return TAG_OPTIONS.map(({ name, aliases, value, help }) => {
    const letters = aliases.filter(alias => alias.length === 1).map(alias => `-${alias}`);
    const placeholder = { none: '', text: ' X', 'text?': '[=X]', 'number?': '[=N]' }[value];
    return `  ${[...letters, `--${name}${placeholder}`].join(', ').padEnd(32)} ${help}`;
  }).join('\n');
}
