/**
 * Pyzor: how many users of a network have reported a text like that of this message. The client program is started before the
 * first rule, and its answer settles the rules that call check_pyzor. A program that is not installed is no trouble; one that
 * fails is told once in the log. Tag PYZOR. Reference: Plugin::Pyzor of SpamAssassin 4.0.1.
 */
import { allowed } from '../cf/value-types.ts';
import { asking } from './collaborative/asking.ts';
import { callersOf } from './collaborative/callers.ts';
import { oneLine } from './collaborative/one-line.ts';
import { executable, file } from './collaborative/checks.ts';
import {
  isSpamByPyzor,
  pyzorRequest,
  pyzorSettings,
  readPyzor,
  type PyzorCounts,
} from './collaborative/pyzor-client.ts';
import type { MessageContext, Plugin } from './plugin.ts';

const callers = callersOf('check_pyzor');

/** Tells whether it was asked. */
function ask(message: MessageContext): boolean {
  const { helpers } = message.outside;
  const settings = pyzorSettings(message.set);
  const rules = callers(message);
  if (helpers === undefined || !settings.isOn || rules.length === 0) return false;
  const input = Buffer.from(message.views.full, 'latin1');
  const request = pyzorRequest('check', settings, input, helpers);
  if (request === undefined) return false;
  message.tags.set('PYZOR', '');
  const limitMs = Math.min(request.limitMs, message.deadline.remainingMs);
  const begun = performance.now();
  const answered = helpers.run({ ...request, limitMs }).then(answer => {
    const { counts, trouble } = readPyzor(answer);
    const isSpam = counts !== undefined && isSpamByPyzor(counts, settings);
    for (const { name } of rules) message.settle(name, isSpam ? 1 : 0);
    if (counts !== undefined) message.tags.set('PYZOR', described(counts));
    const ms = performance.now() - begun;
    const said = counts === undefined ? (trouble ?? '') : described(counts);
    helpers.note({ client: 'Pyzor', answer: oneLine(said), ms });
    if (trouble !== undefined) message.remark(`Pyzor: ${oneLine(trouble)}`);
  });
  message.wait('Pyzor', answered);
  return true;
}

function described({ reports, welcomes }: PyzorCounts): string {
  return `Reported ${reports} times, welcomelisted ${welcomes} times.`;
}

export const pyzor: Plugin = {
  name: 'Pyzor',
  isDefault: true,
  capabilities: ['has_fork', 'has_perl'],
  directives: {
    use_pyzor: 'bool',
    pyzor_count_min: 'number',
    pyzor_max: allowed(/^\d+$/, 'a number; the name of today is pyzor_count_min'),
    pyzor_welcomelist_min: 'number',
    pyzor_welcomelist_factor: 'number',
    pyzor_fork: 'number',
    pyzor_perl: 'number',
    pyzor_timeout: 'duration',
    pyzor_options: allowed(/^[0-9A-Za-z =,._/-]+$/, 'letters, digits, blanks and =,._/-'),
    pyzor_path: executable,
    pyzor_server_file: file,
  },
  ...asking(ask, 'check_pyzor'),
};
