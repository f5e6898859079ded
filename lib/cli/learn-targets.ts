/**
 * What `mailsift learn` is to look at, from its words and from the file of --folders: paths with their classes. As sa-learn
 * has it, a target may tell its class (`spam:dir:/var/mail/junk`; the kind in the middle is found out anyway), and where
 * nothing has that name, `*`, `?` and `[]` stand for names, and `~/` for the home folder. Throws UsageError.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, UsageError } from '../errors.ts';
import type { Lesson } from '../store/bayes/bayes-store.ts';
import type { LearnRequest, LearnTarget } from './learn-options.ts';

export interface ClassifiedPath {
  readonly path: string;
  readonly as: Lesson['as'];
}

const NO_CLASS = 'say what the messages are: --spam or --ham (or --forget)';

export function learnTargets(request: LearnRequest, homeDirectory: string): ClassifiedPath[] {
  const list = request.values.get('folders')?.at(-1);
  const listed = list === undefined ? [] : linesOf(list).map(path => ({ path, as: request.as }));
  const words =
    list === undefined && request.targets.length === 0 ? [{ path: '-', as: request.as }] : request.targets;
  const forget = request.flags.has('forget');
  return [...listed, ...words].flatMap(target => expanded(target, forget, homeDirectory));
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map(line => line.replace(/\r$/, ''))
      .filter(line => line.trim() !== '');
  } catch (thrown) {
    throw new UsageError(`--folders ${file}: ${describeError(thrown)}`);
  }
}

function expanded({ path, as }: LearnTarget, forget: boolean, homeDirectory: string): ClassifiedPath[] {
  const [, named, place] = /^(ham|spam):(?:|detect|dir|file|mbox):(.+)$/s.exec(path) ?? [];
  const known = named === 'spam' || named === 'ham' ? (forget ? 'forget' : named) : as;
  if (known === undefined) throw new UsageError(NO_CLASS);
  return pathsOf(place ?? path, homeDirectory).map(one => ({ path: one, as: known }));
}

function pathsOf(path: string, homeDirectory: string): string[] {
  const place = path.startsWith('~/') ? join(homeDirectory, path.slice(2)) : path;
  if (place === '-' || !/[*?[]/.test(place) || existsSync(place)) return [place];
  const found = globSync(place).sort();
  return found.length === 0 ? [place] : found;
}
