/** From the views of a message to what a store is to learn of it (spec 5.4). */
import { messageIds } from '../rules/message-ids.ts';
import { receiveDate } from '../rules/receive-date.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { Lesson } from '../store/bayes/bayes-store.ts';
import type { Views } from '../views/views.ts';
import { tokenSettings } from './token-settings.ts';
import { tokensOf, type TokenPurpose, type TokenViews } from './tokenize.ts';

export interface LessonOptions {
  readonly as: Lesson['as'];
  /** Seconds since 1970. */
  readonly nowS: number;
  /** What is learnt automatically does not overrule what people have taught. Default: it is relearned. */
  readonly keepKnown?: boolean;
  /** The `From ` line of the mbox file that the message stood in. */
  readonly mboxLine?: string;
  /** `scan` for a message that was just scored: see tokenize.ts. Default: lesson. */
  readonly purpose?: TokenPurpose;
}

export type LessonViews = TokenViews & Pick<Views, 'undecodedBody'>;

const DAY_S = 86_400;

export function lessonOf(views: LessonViews, set: RuleSet, options: LessonOptions): Lesson {
  const { as, nowS, keepKnown = false, mboxLine, purpose = 'lesson' } = options;
  return {
    ids: messageIds(views),
    as,
    tokens: tokensOf(views, tokenSettings(set), purpose).map(({ key }) => key),
    atimeS: receivedAtS(views, nowS, mboxLine),
    keepKnown,
  };
}

/** Nobody receives mail tomorrow: more than a day ahead is now. */
function receivedAtS(views: Pick<Views, 'header'>, nowS: number, mboxLine: string | undefined): number {
  const received = receiveDate([...(mboxLine === undefined ? [] : [mboxLine]), ...views.header('ALL')]);
  return received === undefined || received - nowS > DAY_S ? nowS : received;
}
