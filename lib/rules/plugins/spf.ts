/**
 * SPF (spec 3.10, 6.7): the results for the envelope sender and for HELO. What hosts of one's own left in the header is taken as it
 * is (spf/told.ts), without any lookup; else the DNS is asked.
 */
import { SPF_RESULTS } from '../../auth/spf.ts';
import type { SpfAnswer } from '../../auth/spf.ts';
import { perSet } from '../per-set.ts';
import { AddressList, wordsOf } from './address-lists.ts';
import { usesEvalOf } from './uses-eval-of.ts';
import type { Judgement } from './later.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { spfAnswers } from './spf/answers.ts';
import type { SpfAnswers } from './spf/answers.ts';
import { spfSubject } from './spf/subject.ts';

/** What SpamAssassin shows where the domain says nothing about it. */
const NO_EXPLANATION = 'Rejected by SPF record';

function resultIs(result: SpfAnswer['result'], identity: keyof SpfAnswers): EvalDefinition {
  const judge = (answer: SpfAnswer): Judgement => {
    const logs = answer.result === 'fail' && result === 'fail' ? [explanationOf(answer)] : [];
    return { value: answer.result === result, logs };
  };
  return { area: 'header', run: context => context.once(spfAnswers)[identity].ask(context, judge) };
}

function explanationOf({ explanation }: SpfAnswer): string {
  const text = explanation === '' ? NO_EXPLANATION : explanation;
  return `SPF failed: ${text.replace(/\s+/g, ' ')}`;
}

/** What SPF says of the envelope sender; undefined: nothing, or not yet, or no rule has asked. */
export function mailFromResult(message: MessageContext): string | undefined {
  return isUsed(message.set) ? message.once(spfAnswers).mailFrom.now()?.result : undefined;
}

export function spfSender(message: MessageContext): string | undefined {
  return message.once(spfSubject).sender;
}

const lists = perSet(({ settings }) => {
  const list = (key: string): AddressList => {
    const result = new AddressList();
    const removal = key.replace(/^(?:def_)?/, 'un');
    for (const line of settings.all(key, removal)) {
      for (const glob of wordsOf(line.value)) {
        if (line.key === removal) result.remove(glob);
        else result.add(glob);
      }
    }
    return result;
  };
  return {
    own: [list('welcomelist_from_spf'), list('welcomelist_auth')],
    stock: [list('def_welcomelist_from_spf'), list('def_welcomelist_auth')],
  };
});

function isWelcome(context: EvalContext, list: 'own' | 'stock'): boolean | number | undefined {
  const sender = context.once(spfSubject).sender ?? '';
  if (sender === '' || !lists(context.set)[list].some(one => one.has(sender))) return false;
  return context.once(spfAnswers).mailFrom.ask(context, ({ result }) => result === 'pass');
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  ...Object.fromEntries(
    SPF_RESULTS.flatMap((result): [string, EvalDefinition][] => [
      [`check_for_spf_${result}`, resultIs(result, 'mailFrom')],
      [`check_for_spf_helo_${result}`, resultIs(result, 'helo')],
    ]),
  ),
  check_spf_skipped_noenvfrom: {
    area: 'header',
    run: context => context.once(spfSubject).sender === undefined,
  },
  check_for_spf_welcomelist_from: { area: 'header', run: context => isWelcome(context, 'own') },
  check_for_spf_whitelist_from: { area: 'header', run: context => isWelcome(context, 'own') },
  check_for_def_spf_welcomelist_from: { area: 'header', run: context => isWelcome(context, 'stock') },
  check_for_def_spf_whitelist_from: { area: 'header', run: context => isWelcome(context, 'stock') },
};

export const spf: Plugin = {
  name: 'SPF',
  isDefault: true,
  capabilities: ['has_check_for_spf_errors', 'has_check_spf_skipped_noenvfrom'],
  directives: {
    welcomelist_from_spf: 'addresses',
    def_welcomelist_from_spf: 'addresses',
    unwelcomelist_from_spf: 'addresses',
    spf_timeout: 'duration',
    ignore_received_spf_header: 'bool',
    use_newest_received_spf_header: 'bool',
    do_not_use_mail_spf: 'bool',
    do_not_use_mail_spf_query: 'bool',
  },
  evals: EVALS,
  prepare: context => {
    if (context.outside.authentication !== undefined && isUsed(context.set)) context.once(spfAnswers);
  },
};

const isUsed = usesEvalOf(Object.keys(EVALS));
