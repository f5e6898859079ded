/** How one message is studied: in this process, and in those of `mailsift learn --worker` (lib/workers/pool.ts). */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { KEY_BYTES } from '../bayes/token-key.ts';
import { lessonOf } from '../bayes/lesson.ts';
import { isIgnored } from '../bayes/settings.ts';
import { ROOT } from '../image/place.ts';
import { describeError } from '../errors.ts';
import { learnSender } from '../reputation/learn.ts';
import type { Reputation } from '../rules/outside.ts';
import { study, type Question, type Studied } from '../learn/study.ts';
import { reportSettings } from '../rules/report/settings.ts';
import { viewSettings } from '../rules/view-settings.ts';
import type { Lesson } from '../store/bayes/bayes-store.ts';
import { createViews } from '../views/views.ts';
import { ProcessPool, type WorkerProcess } from '../workers/pool.ts';
import { serve } from '../workers/serve.ts';
import type { LearnRequest } from './learn-options.ts';
import type { LearnSite } from './learn-site.ts';

export type Study = (question: Question) => Promise<Studied>;

/** @param note told each lesson, with the message that it was made of. */
export function studyHere(
  { flags }: LearnRequest,
  site: LearnSite,
  note?: (lesson: Lesson, message: Buffer) => void,
): Study {
  const set = site.rules();
  const settings = viewSettings(set);
  const reputation = site.reputation.of(set);
  return async question => {
    const noted: Promise<string | undefined>[] = [];
    const studied = await study(question, {
      fromAttachment: flags.has('from-attachment'),
      rewrites: () => reportSettings(set).rewrites,
      lessonOf(message, { as, mboxLine }) {
        const views = createViews(message, { settings });
        if (flags.has('use-ignores') && isIgnored(views, set)) return undefined;
        if (reputation !== undefined) noted.push(noteSender({ set, views }, reputation, as));
        const nowS = Math.floor(Date.now() / 1000);
        const about = { as, nowS, ...(mboxLine === undefined ? {} : { mboxLine }) };
        const lesson = lessonOf(views, set, about);
        note?.(lesson, message);
        return lesson;
      },
    });
    const remarks = (await Promise.all(noted)).filter(text => text !== undefined);
    return { ...studied, remarks: [...studied.remarks, ...remarks] };
  };
}

/** What is known of senders is the lesser part: trouble with it keeps nothing from being learnt. */
async function noteSender(
  message: Parameters<typeof learnSender>[0],
  reputation: Reputation,
  as: Lesson['as'],
): Promise<string | undefined> {
  try {
    await learnSender(message, reputation, as);
    return undefined;
  } catch (thrown) {
    return `learnt, but not noted for its sender: ${describeError(thrown)}`;
  }
}

export async function studyForOthers(request: LearnRequest, site: LearnSite): Promise<void> {
  // They end with their input: a signal is for who started them.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  const answer = studyHere(request, site);
  await serve(async question => packed(await answer(question as Question)), {
    questions: process.stdin,
    answers: process.stdout,
  });
  await site.reputation.close();
}

/** The keys of all tokens in one string, which is written and read many times as fast as many strings. */
type Packed = Omit<Studied, 'lessons'> & {
  readonly lessons: readonly (Omit<Lesson, 'tokens'> & { readonly keys: string })[];
};

function packed({ lessons, remarks }: Studied): Packed {
  return { remarks, lessons: lessons.map(({ tokens, ...rest }) => ({ ...rest, keys: tokens.join('') })) };
}

function unpacked({ lessons, remarks }: Packed): Studied {
  return { remarks, lessons: lessons.map(({ keys, ...rest }) => ({ ...rest, tokens: splitKeys(keys) })) };
}

function splitKeys(keys: string): string[] {
  return Array.from({ length: keys.length / KEY_BYTES }, (_, index) =>
    keys.slice(index * KEY_BYTES, (index + 1) * KEY_BYTES),
  );
}

export interface SharedStudy {
  readonly study: Study;
  readonly close: () => Promise<void>;
}

/** While this process writes to the database, the others are to have something to do. */
const QUESTIONS_AHEAD = 48;

/** By this process and others, `helpers` in number, which have as much to do as they can. */
export function studyShared(request: LearnRequest, helpers: number, here: Study): SharedStudy {
  const pool = new ProcessPool<Question, Packed>(() => startWorker(request), {
    size: helpers,
    ahead: QUESTIONS_AHEAD,
  });
  return {
    study: async question => (pool.hasRoom ? unpacked(await pool.ask(question)) : await here(question)),
    close: () => pool.close(),
  };
}

/** What a message is studied by. */
const PASSED_ON = ['config', 'rules', 'configpath', 'siteconfigpath', 'prefspath', 'cf'];
const PASSED_ON_FLAGS = ['from-attachment', 'use-ignores'];

function startWorker({ flags, values }: LearnRequest): WorkerProcess {
  const options = [
    ...PASSED_ON.flatMap(name => (values.get(name) ?? []).flatMap(value => [`--${name}`, value])),
    ...PASSED_ON_FLAGS.filter(name => flags.has(name)).map(name => `--${name}`),
  ];
  return spawn(join(ROOT, 'bin/mailsift'), ['learn', '--worker', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
