/** The SPF results of a message for both identities: those told by hosts of one's own, else those that the DNS gives. */
import type { SpfAnswer, SpfQuestion } from '../../../auth/spf.ts';
import { coming, known } from '../later.ts';
import type { Later } from '../later.ts';
import type { MessageContext } from '../plugin.ts';
import { spfSubject } from './subject.ts';
import { toldInHeaders } from './told.ts';

export interface SpfAnswers {
  readonly mailFrom: Later<SpfAnswer>;
  readonly helo: Later<SpfAnswer>;
}

export function spfAnswers(context: MessageContext): SpfAnswers {
  const { mailFrom, helo } = context.once(toldInHeaders);
  const { ip, helo: heloName, sender = '' } = context.once(spfSubject);
  const { authentication } = context.outside;
  const answer = (
    told: SpfAnswer['result'] | undefined,
    scope: SpfQuestion['scope'],
    identity: string,
  ): Later<SpfAnswer> => {
    if (told !== undefined) return known(asTold(told));
    if (authentication === undefined || ip === '' || identity === '') return known<SpfAnswer>(undefined);
    const question = { ip, scope, identity, helo: heloName === '' ? 'unknown' : heloName };
    return coming(context, 'SPF', inTime(authentication.spf(question)));
  };
  return {
    mailFrom: answer(mailFrom, 'mfrom', sender),
    helo: answer(helo, 'helo', isHostName(heloName) ? heloName : ''),
  };
}

/** A result that comes too late is none. */
async function inTime(asked: Promise<SpfAnswer>): Promise<SpfAnswer | undefined> {
  const answer = await asked;
  return answer.timedOut ? undefined : answer;
}

function asTold(result: SpfAnswer['result']): SpfAnswer {
  return { result, explanation: '', comment: '', timedOut: false };
}

/** With a dot in it, and no address. */
function isHostName(helo: string): boolean {
  return helo.includes('.') && !/^[[!]?\d+\.\d+\.\d+\.\d+[\]!]?$/.test(helo);
}
