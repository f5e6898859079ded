/**
 * `mailsift tag`: a filter for procmail and maildrop. The message goes from standard input to standard output, marked in
 * the form of SpamAssassin's headers, and comes out exactly once whatever happens: unchanged if it could not be checked.
 * Nothing is written before all is known. Exit status 0, also then; 64 for wrong options, 75 when the message could not
 * be read or written to its end: procmail and maildrop then go on with the one they have. Trouble goes to the log.
 */
import { Command, InvalidArgumentError } from 'commander';
import { hostname, tmpdir } from 'node:os';
import { describeError, MailsiftError } from '../errors.ts';
import { receive } from '../io/receive.ts';
import type { ByteSource } from '../io/source.ts';
import type { Log } from '../log/log.ts';
import { outputTo } from '../scan/output.ts';
import { EX_TEMPFAIL } from '../sysexits.ts';
import { tagMessage, type Tagged } from '../tag/tag.ts';
import { openInspector } from './inspector.ts';
import { collect } from './overrides.ts';
import { openRunLog } from './run-log.ts';
import { version } from './version.ts';

interface TagFlags {
  readonly config?: string;
  readonly rules: readonly string[];
  readonly required?: number;
  readonly virus: boolean;
}

const HELP = `
Exit status: 0, and the message on standard output, marked or (after trouble, see the log) as it came; 64 misuse;
75 when it could not be written to its end.

procmail:
  :0fw
  | mailsift tag

  :0:
  * ^X-Spam-Status: Yes
  spam/`;

/** Larger messages wait in a file, before the settings are known. */
const SPOOL = { thresholdBytes: 1024 * 1024, directory: tmpdir() };

export function tagCommand(): Command {
  return new Command('tag')
    .description('Mark a message on its way from standard input to standard output.')
    .option('--config <file>', 'configuration file')
    .option('--rules <path>', 'rule file or folder instead of the configured ones (repeatable)', collect, [])
    .option('--required <score>', 'spam from this score on (default: spam.required_score)', parseScore)
    .option('--no-virus', 'leave the virus scanner out')
    .option('-x, --nocreate-prefs', 'no preferences file is made; always so')
    .option('-L, --local', 'no network tests; always so: no rule asks the network in this version')
    .addHelpText('after', HELP)
    .action(async (flags: TagFlags) => {
      const source = await receive(process.stdin, SPOOL);
      const { pieces, log } = await marked(source, flags);
      if (!(await isWritten(pieces, log))) process.exitCode = EX_TEMPFAIL;
      await log.flush();
    });
}

/** Never throws. */
async function marked(source: ByteSource, flags: TagFlags): Promise<{ pieces: Iterable<Buffer>; log: Log }> {
  let log: Log | undefined;
  try {
    const { settings, inspect } = await openInspector(flags);
    log = openRunLog(settings);
    const required = flags.required ?? settings.spam.requiredScore;
    const tagged: Tagged = await tagMessage(source, inspect, required, {
      version: version(),
      hostname: hostname(),
    });
    for (const why of tagged.trouble) log.error(`tag: ${why}; the message went on without this check`);
    return { pieces: tagged.pieces, log };
  } catch (thrown) {
    log ??= openRunLog(undefined);
    log.error(`tag: ${describeError(thrown)}; the message went on unchanged`);
    return { pieces: source.chunks(), log };
  }
}

/** Half a message on standard output must not look like success. */
async function isWritten(pieces: Iterable<Buffer>, log: Log): Promise<boolean> {
  const output = outputTo(process.stdout);
  try {
    for (const piece of pieces) {
      if (!(await output.write(piece))) throw new MailsiftError('the reader of standard output has gone');
    }
    return true;
  } catch (thrown) {
    log.error(`tag: the message was not written to its end: ${describeError(thrown)}`);
    return false;
  }
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !Number.isFinite(score)) throw new InvalidArgumentError('not a number');
  return score;
}
