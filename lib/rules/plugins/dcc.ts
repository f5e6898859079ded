/**
 * DCC: how many recipients of a network got a text like that of this message (check_dcc), and how much of the mail of the
 * sending host is bulk (check_dcc_reputation_range). Asked before the first rule; the answer settles these rules. Without a
 * client of DCC nothing is said; one that fails is told once in the log. Tags DCCB, DCCR, DCCREP. Reference: Plugin::DCC of
 * SpamAssassin 4.0.1.
 */
import type { Helpers } from '../../net/helpers.ts';
import { allowed } from '../cf/value-types.ts';
import { numberArg } from './arguments.ts';
import { asking } from './collaborative/asking.ts';
import { callersOf } from './collaborative/callers.ts';
import { oneLine } from './collaborative/one-line.ts';
import { executable, folder } from './collaborative/checks.ts';
import { askDcc, findDcc, type DccAnswer, type DccRequest } from './collaborative/dcc-client.ts';
import type { DccHeader } from './collaborative/dcc-header.ts';
import { addressFault, dccSettings, type DccSettings } from './collaborative/dcc-settings.ts';
import type { MessageContext, Plugin } from './plugin.ts';

const checks = callersOf('check_dcc');
const ranges = callersOf('check_dcc_reputation_range');

/** Tells whether it was asked. */
function ask(message: MessageContext): boolean {
  const { helpers } = message.outside;
  const settings = dccSettings(message.set);
  const isWanted = settings.isOn && checks(message).length + ranges(message).length > 0;
  if (helpers === undefined || !isWanted || message.views.full === '') return false;
  for (const tag of ['DCCB', 'DCCR', 'DCCREP']) message.tags.set(tag, '');
  if (findDcc(settings, helpers) === undefined) return false;
  const request = {
    purpose: 'check' as const,
    message: Buffer.from(message.views.full, 'latin1'),
    client: message.views.relays.external[0] ?? { ip: '', rdns: '', helo: '' },
    limitMs: Math.min(settings.timeoutMs, message.deadline.remainingMs),
  };
  const begun = performance.now();
  const answered = askDcc(request, settings, helpers).then(answer => {
    const said = typeof answer === 'string' ? oneLine(answer) : (answer?.value ?? 'nobody to ask');
    helpers.note({ client: 'DCC', answer: said, ms: performance.now() - begun });
    settle(message, settings, answer);
    learnLater(message, settings, answer, request, helpers);
  });
  message.wait('DCC', answered);
  return true;
}

function settle(message: MessageContext, settings: DccSettings, answer: DccAnswer): void {
  const header = typeof answer === 'string' ? undefined : answer;
  if (header !== undefined) tellTags(message, settings, header);
  const isBulk = header !== undefined && isListed(header, settings);
  for (const { name } of checks(message)) message.settle(name, isBulk ? 1 : 0);
  const reputation = settings.usesReputation ? header?.reputation : undefined;
  for (const { name, args } of ranges(message)) {
    const isWithin =
      reputation !== undefined &&
      reputation >= numberArg(args, 0, 0) &&
      reputation <= numberArg(args, 1, 100);
    message.settle(name, isWithin ? 1 : 0);
  }
  if (typeof answer === 'string') message.remark(`DCC: no evidence: ${oneLine(answer)}`);
}

/**
 * dcc_learn_score: what scores that much more than spam has to is reported, unless DCC has counted it as bulk already. After
 * delivery; nobody waits for an answer.
 */
function learnLater(
  message: MessageContext,
  settings: DccSettings,
  answer: DccAnswer,
  request: DccRequest,
  helpers: Helpers,
): void {
  const { learnScore, requiredScore } = settings;
  const isNew = typeof answer === 'object' && /\b(?:Body|Fuz1|Fuz2)=\d/.test(answer.value);
  if (learnScore === undefined || !isNew) return;
  message.afterwards(async () => {
    if (message.scoreSoFar() < requiredScore + learnScore) return;
    const told = await askDcc(
      { ...request, purpose: 'report', limitMs: settings.timeoutMs },
      settings,
      helpers,
    );
    if (typeof told === 'string') throw new Error(`DCC: not reported: ${oneLine(told)}`);
  });
}

function tellTags({ tags }: MessageContext, { usesReputation }: DccSettings, header: DccHeader): void {
  tags.set('DCCB', header.brand);
  tags.set('DCCR', header.value);
  if (usesReputation && header.reputation !== undefined) tags.set('DCCREP', String(header.reputation));
}

function isListed({ body, fuz1, fuz2, reputation = 0 }: DccHeader, settings: DccSettings): boolean {
  return (
    body >= settings.bodyMax ||
    fuz1 >= settings.fuz1Max ||
    fuz2 >= settings.fuz2Max ||
    (settings.usesReputation ? reputation : 0) >= settings.reputationPercent
  );
}

const options = allowed(/^[0-9A-Za-z ,._/-]+$/, 'letters, digits, blanks and ,._/-');

export const dcc: Plugin = {
  name: 'DCC',
  isDefault: false,
  directives: {
    use_dcc: 'bool',
    use_dcc_rep: 'bool',
    dcc_body_max: 'number',
    dcc_fuz1_max: 'number',
    dcc_fuz2_max: 'number',
    dcc_rep_percent: 'number',
    dcc_learn_score: 'number',
    dcc_timeout: 'duration',
    dcc_home: folder,
    dcc_dccifd_path: addressFault,
    dcc_path: executable,
    dcc_options: options,
    dccifd_options: options,
  },
  ...asking(ask, 'check_dcc', 'check_dcc_reputation_range'),
};
