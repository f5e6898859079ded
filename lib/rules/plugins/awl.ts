/**
 * AWL (spec 6.1): moves the score of a message towards the mean of its sender's earlier messages. A sender is the address of the
 * first From field and the network that the message began in. Not loaded by default; what is remembered is in
 * message.outside.reputation. Tags: AWL, AWLMEAN, AWLCOUNT, AWLPRESCORE.
 */
import type { Views } from '../../views/views.ts';
import { perSet } from '../per-set.ts';
import { authenticated, conceivable } from '../reputation/authenticated.ts';
import type { Authenticated } from '../reputation/authenticated.ts';
import { keysOf, Ledger } from '../reputation/ledger.ts';
import { networkOf } from '../reputation/network-of.ts';
import { welcomelistPoints } from '../reputation/points.ts';
import { NO_NETWORK, senderId } from '../reputation/sender-records.ts';
import type { SenderLookup, SenderRecord } from '../reputation/sender-records.ts';
import { roundScore } from '../score.ts';
import { fixed } from '../report/score-text.ts';
import { firstAddress } from './header-eval/header-text.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { STORE_DIRECTIVES, numberWithin } from './reputation-directives.ts';
import { usesEvalOf } from './uses-eval-of.ts';

const RULE = 'AWL';

const settingsOf = perSet(({ settings }) => ({
  used: settings.flag('use_auto_welcomelist', true),
  factor: settings.number('auto_welcomelist_factor', 0.5),
  bySigner: settings.flag('auto_welcomelist_distinguish_signed', false),
  masks: {
    ipv4: settings.number('auto_welcomelist_ipv4_mask_len', 16),
    ipv6: settings.number('auto_welcomelist_ipv6_mask_len', 48),
  },
}));

interface Sender {
  readonly id: string;
  readonly network: string;
}

/** undefined: there is no From. Key of MessageContext.once. */
function senderOf({ views, set }: MessageContext): Sender | undefined {
  const from = firstAddress(views, 'From');
  if (!/[^ \t\n\r\f\v]/.test(from)) return undefined;
  return { id: senderId(from), network: networkOf(originOf(views), settingsOf(set).masks) };
}

/** The first host on its way, private networks aside; '' if there is none. */
function originOf({ relays: { trusted, untrusted } }: Views): string {
  return [...trusted, ...untrusted].findLast(({ ip, isPrivate }) => !isPrivate && ip !== '')?.ip ?? '';
}

/** What was read for a message. Key of MessageContext.once. */
function readingOf(): { ledger?: Ledger } {
  return {};
}

function lookupOf({ id, network }: Sender, { dkimDomains }: Authenticated, bySigner: boolean): SenderLookup {
  if (!bySigner) return { id, network, signers: undefined };
  return dkimDomains.length === 0
    ? { id, network, signers: [''] }
    : { id, network: undefined, signers: dkimDomains };
}

function unplacedOf({ id }: Sender, bySigner: boolean): SenderLookup {
  return { id, network: NO_NETWORK, signers: bySigner ? [''] : undefined };
}

function prepare(message: MessageContext): void {
  const { used, bySigner } = settingsOf(message.set);
  const records = message.outside.reputation?.own;
  const sender = message.once(senderOf);
  if (!used || records === undefined || sender === undefined || !isUsed(message.set)) return;
  const lookups = [
    ...conceivable(message).map(one => lookupOf(sender, one, bySigner)),
    unplacedOf(sender, bySigner),
  ];
  const read = async (): Promise<void> => {
    message.once(readingOf).ledger = await Ledger.read(records, lookups);
  };
  message.wait('the auto-welcomelist', read());
}

/** It makes AWL hit, whatever rule asks. */
function check(message: EvalContext): boolean | undefined {
  const { factor, bySigner } = settingsOf(message.set);
  const sender = message.once(senderOf);
  const { ledger } = message.once(readingOf);
  const points = welcomelistPoints(message);
  if (sender === undefined || ledger === undefined || points === undefined) return false;
  const lookup = lookupOf(sender, authenticated(message), bySigner);
  const record = adopted(ledger, lookup, unplacedOf(sender, bySigner), sender.network);
  const delta = record.count === 0 ? 0 : (record.total / record.count - points) * factor;
  if (record.count > 0) setTags(message, delta, record);
  ledger.note(
    lookup,
    keysOf(bySigner ? lookup : { ...lookup, signers: [''] }, sender.network).map(key => ({
      kind: 'add',
      key,
      count: 1,
      total: points,
    })),
    { count: record.count + 1, total: record.total + points },
  );
  message.afterwards(() => message.outside.reputation?.own.change(ledger.changes) ?? Promise.resolve());
  if (delta === 0) return false;
  message.hitRounded(RULE, roundScore(delta));
  return undefined;
}

/** An address that a person has welcomed or blocked stands without a network at first: it takes the first that it is seen in. */
function adopted(
  ledger: Ledger,
  lookup: SenderLookup,
  unplaced: SenderLookup,
  network: string,
): SenderRecord {
  const record = ledger.get(lookup);
  const before = ledger.get(unplaced);
  if (record.count > 0 || before.count === 0 || network === NO_NETWORK) return record;
  const keys = keysOf({ ...lookup, signers: lookup.signers ?? [''] }, network).slice(0, 1);
  ledger.note(
    lookup,
    keys.map(key => ({ kind: 'adopt', key })),
    before,
  );
  return before;
}

function setTags({ tags, scoreSoFar }: EvalContext, delta: number, { count, total }: SenderRecord): void {
  tags.set('AWL', fixed(delta, 1));
  tags.set('AWLMEAN', fixed(total / count, 1));
  tags.set('AWLCOUNT', fixed(count, 1));
  tags.set('AWLPRESCORE', fixed(scoreSoFar(), 1));
}

const EVAL: EvalDefinition = { area: 'header', run: check };
const EVALS = { check_from_in_auto_welcomelist: EVAL, check_from_in_auto_whitelist: EVAL };
const isUsed = usesEvalOf(Object.keys(EVALS));

export const awl: Plugin = {
  name: 'AWL',
  isDefault: false,
  directives: {
    ...STORE_DIRECTIVES,
    use_auto_welcomelist: 'bool',
    auto_welcomelist_factor: 'number',
    auto_welcomelist_ipv4_mask_len: numberWithin(0, 32, 'whole'),
    auto_welcomelist_ipv6_mask_len: numberWithin(0, 128, 'whole'),
    auto_welcomelist_factory: 'string',
  },
  evals: EVALS,
  prepare,
};
