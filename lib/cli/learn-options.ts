/**
 * The options of `mailsift learn`: those of sa-learn, and mailsift's own. Words are files and folders, each of the class that was
 * last named in front of it: `--spam Junk --ham Archive`. With one class only it may stand behind them.
 */
import { UsageError } from '../errors.ts';
import type { Lesson } from '../store/bayes/bayes-store.ts';
import { option, optionsHelp, type Option } from './getopt.ts';
import { gatherOptions, RULE_LINES, RULE_PLACES } from './rule-options.ts';

export interface LearnTarget {
  readonly path: string;
  /** undefined: nothing was said. */
  readonly as: Lesson['as'] | undefined;
}

export interface LearnRequest {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly targets: readonly LearnTarget[];
  /** The class named last. */
  readonly as: Lesson['as'] | undefined;
}

const OPTIONS: readonly Option[] = [
  option('spam', '', 'none', 'what follows is spam'),
  option('ham', 'nonspam', 'none', 'what follows is no spam'),
  option('forget', '', 'none', 'take back what was learnt from these messages'),
  option('from-attachment', '', 'none', 'learn messages forwarded as attachments, not what carries them'),
  option('report', '', 'none', 'report what was learnt as spam to Pyzor, Razor and DCC, too'),
  option('mbox', '', 'none', 'standard input is an mbox (files are known by what they hold)'),
  option('folders', 'f', 'text', 'file with paths, one a line; also spam:dir:PATH, ham:mbox:PATH'),
  option('max-size', '', 'text', 'pass over larger messages, in bytes (default 512000; 0: 64 MiB)'),
  option('use-ignores', '', 'none', 'pass over what bayes_ignore_from and bayes_ignore_to name'),
  option('stopafter', '', 'text', 'stop when so many messages are learnt'),
  option('learnprob', '', 'text', 'learn each message with this probability only (0 to 1)'),
  option('showdots', '', 'none', 'a dot on standard error for each message'),
  option('progress', '', 'none', 'accepted; a terminal shows a progress bar anyway'),
  option('quiet', 'q', 'none', 'say nothing but what goes wrong'),
  option(
    'jobs',
    '',
    'text',
    'processes that work side by side, this one included (default: a core each for many files)',
  ),
  option('dump', '', 'text?', 'show the data: all, magic (what is known of the whole) or data (tokens)'),
  option('regexp', 're', 'text', 'with --dump: tokens whose five bytes match this'),
  option('backup', '', 'none', 'write all data to standard output, as sa-learn does'),
  option('restore', '', 'text', 'put a backup in the place of all data (- is standard input)'),
  option(
    'import',
    '',
    'text?',
    "put SpamAssassin's database files in the place of no data (default: ~/.spamassassin)",
  ),
  option('clear', '', 'none', 'delete all data'),
  option(
    'create-tables',
    '',
    'none',
    'make the tables in MySQL, MariaDB or PostgreSQL, where they are missing',
  ),
  option('sync', 'rebuild', 'none', 'delete old tokens if it is time; there is no journal to synchronize'),
  option('force-expire', 'expire', 'none', 'delete old tokens if there are too many'),
  option(
    'no-sync',
    'nosync no-rebuild norebuild',
    'none',
    'do not look whether old tokens are to be deleted',
  ),
  option('username', 'u user', 'text', "this user's data (default: those of the whole site)"),
  option('dbpath', 'db', 'text', 'another database: a file, a folder, or mysql://, postgresql://, redis://'),
  option('config', '', 'text', 'configuration file of mailsift'),
  option('rules', '', 'text', 'rule file or folder instead of the configured ones (repeatable)'),
  ...RULE_PLACES,
  RULE_LINES,
  option('local-only', 'L local', 'none', 'no network is asked; only --report would'),
  option('debug', 'D debug-level', 'text?', 'tell on standard error what is done'),
  option('randseed', '', 'text', 'accepted; --learnprob chooses differently each time'),
  option('dir', 'file single', 'none', 'accepted; files and folders are told apart'),
  option('mbx', '', 'none', 'not supported'),
  option('worker', '', 'none', ''),
  option('version', 'V', 'none', 'the versions'),
  option('help', 'h ?', 'none', 'this help'),
];

/** Throws a UsageError. */
export function readLearnOptions(arguments_: readonly string[]): LearnRequest {
  const words: LearnTarget[] = [];
  let as: 'spam' | 'ham' | undefined;
  const { flags, values } = gatherOptions(OPTIONS, arguments_, {
    word: path => void words.push({ path, as }),
    named: name => {
      if (name === 'spam' || name === 'ham') as = name;
    },
  });
  if (flags.has('showdots') && flags.has('progress'))
    throw new UsageError('--showdots and --progress do not go together');
  const only = flags.has('spam') && flags.has('ham') ? undefined : as;
  const classOf = (one: LearnTarget['as']) => (flags.has('forget') ? 'forget' : (one ?? only));
  return {
    flags,
    values,
    targets: words.map(({ path, as: named }) => ({ path, as: classOf(named) })),
    as: classOf(as),
  };
}

/** A whole number that is not negative. Throws a UsageError. */
export function numberOf(request: LearnRequest, name: string): number | undefined {
  const text = request.values.get(name)?.at(-1);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} ${text}: not a number`);
  return Number(text);
}

export function learnOptionsHelp(): string {
  return optionsHelp(OPTIONS.filter(({ help }) => help !== ''));
}
