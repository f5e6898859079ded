/**
 * TxRep (spec 6.2): moves the score of a message towards what its sender has sent before, by address, domain, network, host
 * and signature. Not loaded by default, and off unless use_txrep is 1; what is remembered is in message.outside.reputation.
 * Tags: TXREP, followed by the kind of record, and by MEAN, COUNT or PRESCORE.
 *
 * As in SpamAssassin 4.0.1, txrep_dilution_factor is read and has no effect, and nothing expires by itself
 * (`mailsift reputation clean` takes txrep_expiry_days).
 */
import { authenticated, conceivable } from '../reputation/authenticated.ts';
import { Ledger } from '../reputation/ledger.ts';
import { autolearnPoints } from '../reputation/points.ts';
import { roundScore } from '../score.ts';
import type { EvalContext, MessageContext, Plugin } from './plugin.ts';
import type { Ledgers } from './tx-rep/appraisal.ts';
import { scan } from './tx-rep/assess.ts';
import { lookupsFor } from './tx-rep/lookups.ts';
import { messageFacts, type MessageFacts } from './tx-rep/message-facts.ts';
import { TXREP_DIRECTIVES, txRepSettings } from './tx-rep/settings.ts';
import { usesEvalOf } from './uses-eval-of.ts';

const RULE = 'TXREP';

/** Key of MessageContext.once. */
function factsOf({ views }: MessageContext): MessageFacts | undefined {
  return messageFacts(views);
}

/** What was read for a message. Key of MessageContext.once. */
function readingOf(): { ledgers?: Ledgers } {
  return {};
}

function prepare(message: MessageContext): void {
  const settings = txRepSettings(message.set);
  const { reputation } = message.outside;
  if (!settings.used || reputation === undefined || !isUsed(message.set)) return;
  const facts = message.once(factsOf);
  if (facts === undefined) return;
  const lookups = lookupsFor(facts, conceivable(message), settings);
  const read = async (): Promise<void> => {
    const { own, shared } = reputation;
    message.once(readingOf).ledgers = {
      own: await Ledger.read(own, lookups),
      shared: settings.userRatio > 0 && shared !== undefined ? await Ledger.read(shared, lookups) : undefined,
    };
  };
  message.wait('the reputation of the sender', read());
}

/** It makes TXREP hit, whatever rule asks. */
function check(message: EvalContext): boolean | undefined {
  const settings = txRepSettings(message.set);
  const facts = message.once(factsOf);
  const { ledgers } = message.once(readingOf);
  if (facts === undefined || ledgers === undefined) return false;
  const logs: string[] = [];
  const appraised = { facts, authenticated: authenticated(message), settings, ledgers };
  const telling = {
    tag: (name: string, value: string) => {
      message.tags.set(name, value);
    },
    log: (text: string) => void logs.push(text),
    scoreSoFar: message.scoreSoFar,
  };
  const moved = scan(appraised, autolearnPoints(message), telling, delta => {
    if (delta !== 0) message.hitRounded(RULE, roundScore(delta), logs);
  });
  message.afterwards(() => change(message, ledgers));
  return moved === 0 ? false : undefined;
}

async function change({ outside: { reputation } }: MessageContext, { own, shared }: Ledgers): Promise<void> {
  if (own.changes.length > 0) await reputation?.own.change(own.changes);
  if (shared !== undefined) await reputation?.shared?.change(shared.changes);
}

const isUsed = usesEvalOf(['check_senders_reputation']);

export const txRep: Plugin = {
  name: 'TxRep',
  isDefault: false,
  directives: TXREP_DIRECTIVES,
  evals: { check_senders_reputation: { area: 'header', run: check } },
  prepare,
};
