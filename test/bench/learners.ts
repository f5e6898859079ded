/** The commands that teach Bayes, each run into a database of its own that holds nothing yet. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAUNCHER, setUp } from './peers/mailsift.ts';
import { findProgram, STOCK_RULES, type Batch, type Ground, type Missing } from './peers/peer.ts';

/** Learnt in one run. */
export const LESSONS = 1000;

const SA_LEARN = 'sa-learn';
const OWN = 'mailsift learn';

export function learners({ folder }: Ground, wanted: (name: string) => boolean): (Batch | Missing)[] {
  let databases = 0;
  const fresh = (): string => {
    databases += 1;
    const path = join(folder, `lessons-${databases}`);
    mkdirSync(path);
    return path;
  };
  const all: (() => Batch | Missing)[] = [
    () => ownLearner(`${OWN}, all cores`, [], folder, fresh),
    () => ownLearner(`${OWN}, one process`, ['--jobs', '1'], folder, fresh),
    () => saLearn(fresh),
  ];
  const names = [`${OWN}, all cores`, `${OWN}, one process`, SA_LEARN];
  return all.filter((_, index) => wanted(names[index]!)).map(make => make());
}

function ownLearner(name: string, options: readonly string[], folder: string, fresh: () => string): Batch {
  const { config, image } = setUp({ folder, name: name.replace(/\W+/g, '-'), rules: STOCK_RULES });
  const learn = [LAUNCHER, 'learn', '--config', config, '--spam', ...options];
  return {
    name,
    daemonPid: null,
    command: files => ({ argv: [...learn, '--dbpath', fresh(), ...files], env: image }),
  };
}

function saLearn(fresh: () => string): Batch | Missing {
  const program = findProgram(SA_LEARN);
  if (program === undefined) return { name: SA_LEARN, missing: 'not installed' };
  const options = ['-L', '-C', STOCK_RULES, '-p', '/dev/null', '--spam'];
  return {
    name: SA_LEARN,
    daemonPid: null,
    command: files => ({ argv: [program, ...options, '--dbpath', fresh(), ...files] }),
  };
}
