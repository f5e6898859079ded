/**
 * Fetches SpamAssassin's rules with its own sa-update(1) (signatures are its business) and puts them in use only when
 * they are all right. FOLDER/current is a link to the folder that counts; the one before it stays, for a way back. Whatever
 * fails leaves `current` as it is. Throws a MailsiftError that says what to do.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { MailsiftError } from '../../errors.ts';
import { lintRules } from '../lint/lint-rules.ts';
import { loadRules } from '../load-rules.ts';
import type { RuleFault } from '../rule.ts';

export interface UpdateOptions {
  /** Where the rules are kept. */
  readonly folder: string;
  /** Program, or its path. */
  readonly saUpdate: string;
  /** More arguments for it, such as --channel. */
  readonly arguments: readonly string[];
}

export type UpdateOutcome =
  | { readonly kind: 'fresh'; readonly current: string | undefined }
  | {
      readonly kind: 'updated';
      readonly current: string;
      readonly rules: number;
      readonly versions: readonly string[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly RuleFault[] };

/** There is no sa-update. */
export class MissingProgram extends MailsiftError {
  override readonly name = 'MissingProgram';
}

/** Exit statuses of sa-update: 0 there was something new, 1 there was not, more: trouble. */
const NOTHING_NEW = 1;

export async function updateRules(options: UpdateOptions): Promise<UpdateOutcome> {
  const { folder } = options;
  const current = join(folder, 'current');
  const candidate = join(folder, 'candidate');
  mkdirSync(folder, { recursive: true });
  rmSync(candidate, { recursive: true, force: true });
  if (existsSync(current)) cpSync(`${current}/`, candidate, { recursive: true });
  else mkdirSync(candidate);
  try {
    if (!(await fetchInto(candidate, options)))
      return { kind: 'fresh', current: existsSync(current) ? current : undefined };
    const set = loadRules([candidate], { strict: true });
    const faults = lintRules(set, { warnings: false });
    if (faults.length > 0) return { kind: 'faulty', faults };
    if (set.rules.size === 0)
      throw new MailsiftError(`${options.saUpdate} left no rules; nothing is changed`);
    activate(folder, candidate);
    return { kind: 'updated', current, rules: set.rules.size, versions: [...set.versions.values()] };
  } finally {
    rmSync(candidate, { recursive: true, force: true });
  }
}

/** False: there is nothing new. */
async function fetchInto(candidate: string, options: UpdateOptions): Promise<boolean> {
  const { execa } = await import('execa');
  const result = await execa(options.saUpdate, ['--updatedir', candidate, ...options.arguments], {
    reject: false,
    stdin: 'ignore',
  });
  if (result.code === 'ENOENT')
    throw new MissingProgram(
      `${options.saUpdate} is not installed; install it (Debian: apt-get install spamassassin), name it with --sa-update, or copy rule files to a folder and name that in spam.rules`,
    );
  if (result.exitCode === 0) return true;
  if (result.exitCode === NOTHING_NEW) return false;
  const said = `${result.stderr}\n${result.stdout}`.trim().split('\n').slice(-3).join('; ');
  throw new MailsiftError(
    `${options.saUpdate} failed with status ${result.exitCode ?? 'none'}${said === '' ? '' : `: ${said}`}; nothing is changed`,
  );
}

/** Gives the candidate a number, turns `current` to it in one step, and drops all but the one before. */
function activate(folder: string, candidate: string): void {
  const link = join(folder, 'current');
  const before = existsSync(link) ? readlinkSync(link) : undefined;
  const numbers = readdirSync(folder).filter(name => /^\d{1,9}$/.test(name));
  const name = String(Math.max(0, ...numbers.map(Number)) + 1);
  renameSync(candidate, join(folder, name));
  const newLink = join(folder, 'current.new');
  rmSync(newLink, { force: true });
  symlinkSync(name, newLink);
  renameSync(newLink, link);
  for (const old of numbers) if (old !== before) rmSync(join(folder, old), { recursive: true, force: true });
}
