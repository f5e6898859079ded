/**
 * `mailsift learn`: teaches Bayes what is spam and what is not. Stands where sa-learn stood: its options, its words, its text
 * forms. Made to be run by people, from cron, and by mail addresses (`"|mailsift learn --spam"`), where a message must never be
 * lost: with a message on standard input, trouble that may pass ends with 75, by which Postfix tries again later.
 */
import { Command } from 'commander';
import { ConfigError } from '../config/fault.ts';
import { describeError, UsageError } from '../errors.ts';
import { printable } from '../log/escape.ts';
import { SPAMASSASSIN_VERSION } from '../rules/report/tags.ts';
import { EX_CONFIG, EX_OK, EX_TEMPFAIL, EX_UNAVAILABLE, EX_USAGE } from '../sysexits.ts';
import { openDebugLog } from './debug-log.ts';
import { complaint } from './complaint.ts';
import { DATA_OPTIONS, learnData } from './learn-data.ts';
import { learnMessages, type Told } from './learn-messages.ts';
import { learnOptionsHelp, readLearnOptions, type LearnRequest } from './learn-options.ts';
import { openLearnSite } from './learn-site.ts';
import { studyForOthers } from './learn-study.ts';
import { version } from './version.ts';

const HELP = `
Options (those of sa-learn, and some more):
${learnOptionsHelp()}

Paths are messages, mbox files, Maildirs (new and cur, without what is marked as deleted; their subfolders only when they
are named), other folders with all below them, - or none: one message on standard input. Files may be compressed
(gzip, zstd, brotli).

A message is learnt once; as the other class it is forgotten first. Bayes scores messages when it knows 200 of spam and
of ham (bayes_min_spam_num, bayes_min_ham_num in the rule files). Data are the whole site's, or with -u one user's.

Exit status: 0; 1 a file that could not be read, or no message found; 64 misuse, or data for --restore or --import that
cannot be read; 65 --from-attachment, and the message on standard input carries none; 69 mbx folders; 75 trouble with
the database, use_bayes 0, interrupted, any trouble of ours with a message on standard input: try again later; 78 a
faulty configuration.

An address in /etc/aliases, for one who may forward spam as attachment (docs/training.md has more, and the dangers):
  spam-k3w9: "|/usr/local/bin/mailsift learn --spam --from-attachment"
From cron:
  mailsift learn -q --spam /home/*/Maildir/.Junk`;

export function learnCommand(): Command {
  return new Command('learn')
    .description('Teach Bayes what is spam and what is not, as sa-learn does.')
    .argument('[words...]', 'options, files and folders')
    .helpOption(false)
    .addHelpText('after', HELP)
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      process.exitCode = await learn(words, () => command.outputHelp());
    });
}

/** Gives the exit status. */
async function learn(words: readonly string[], showHelp: () => void): Promise<number> {
  const complain = (text: string): void => void process.stderr.write(`mailsift learn: ${printable(text)}\n`);
  let request: LearnRequest;
  try {
    request = readLearnOptions(words);
  } catch (thrown) {
    complain(`${describeError(thrown)}; see mailsift learn --help`);
    return EX_USAGE;
  }
  const { flags } = request;
  if (flags.has('help')) {
    showHelp();
    return EX_OK;
  }
  if (flags.has('version')) {
    const lines = [
      `mailsift version ${version()}`,
      `  in the place of SpamAssassin version ${SPAMASSASSIN_VERSION}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return EX_OK;
  }
  if (flags.has('mbx')) {
    complain('mbx folders cannot be read; turn them into mbox files');
    return EX_UNAVAILABLE;
  }
  const say = (line: string): void => {
    if (!flags.has('quiet'))
      process.stdout.write(`${printable(line)}
`);
  };
  try {
    const told = openDebugLog(request.values.get('debug')?.at(-1), line => void process.stderr.write(line));
    return await perform(request, { say, complain, debug: (area, text) => told.debug(area, text) });
  } catch (thrown) {
    return troubleWith(request, thrown, complain);
  }
}

/** What is asked for without a word of what the messages are. */
const WITHOUT_CLASS = ['folders', 'worker', ...DATA_OPTIONS];

async function perform(request: LearnRequest, told: Told): Promise<number> {
  const { flags, targets, as } = request;
  if (as === undefined && targets.length === 0 && !WITHOUT_CLASS.some(name => flags.has(name))) {
    told.complain('say what is to be done: --spam, --ham or --forget, or see mailsift learn --help');
    return EX_USAGE;
  }
  const site = await openLearnSite(request);
  if (flags.has('worker')) {
    await studyForOthers(request, site);
    return EX_OK;
  }
  if (!DATA_OPTIONS.some(name => flags.has(name))) return await learnMessages(request, site, told);
  await learnData(request, site, told);
  return EX_OK;
}

function troubleWith(request: LearnRequest, thrown: unknown, complain: (text: string) => void): number {
  if (thrown instanceof ConfigError) process.stderr.write(complaint(thrown));
  else complain(describeError(thrown));
  if (isByMail(request)) return EX_TEMPFAIL;
  if (thrown instanceof ConfigError) return EX_CONFIG;
  return thrown instanceof UsageError ? EX_USAGE : EX_TEMPFAIL;
}

/** A message that comes in on standard input, and not from a terminal, is not to be bounced. */
function isByMail({ flags, targets, as }: LearnRequest): boolean {
  const readsInput = targets.length === 0 ? !flags.has('folders') : targets.some(({ path }) => path === '-');
  return as !== undefined && readsInput && !process.stdin.isTTY;
}
