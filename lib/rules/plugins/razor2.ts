/**
 * Razor 2: how sure a network of users is that parts of this message were reported as spam. The client program is started
 * before the first rule; its answer settles check_razor2 (one part is known with enough confidence) and
 * check_razor2_range(engine, min, max) (the highest confidence of that engine, or of any, lies there). A program that is not
 * installed is no trouble; one that fails is told once in the log. Reference: Plugin::Razor2 of SpamAssassin 4.0.1.
 */
import { numberArg } from './arguments.ts';
import { asking } from './collaborative/asking.ts';
import { callersOf } from './collaborative/callers.ts';
import { oneLine } from './collaborative/one-line.ts';
import { razorRequest, razorSettings, readRazor, type RazorResult } from './collaborative/razor-client.ts';
import type { MessageContext, Plugin } from './plugin.ts';

const checks = callersOf('check_razor2');
const ranges = callersOf('check_razor2_range');

/** Tells whether it was asked. */
function ask(message: MessageContext): boolean {
  const { helpers } = message.outside;
  const settings = razorSettings(message.set);
  const checkRules = checks(message);
  const rangeRules = ranges(message);
  // As in SpamAssassin: without a rule that asks whether it is spam, nobody asks how sure it is.
  if (helpers === undefined || !settings.isOn || checkRules.length === 0) return false;
  const input = Buffer.from(message.views.full, 'latin1');
  const request = razorRequest('check', settings, input, helpers);
  if (request === undefined) return false;
  const limitMs = Math.min(request.limitMs, message.deadline.remainingMs);
  const begun = performance.now();
  const answered = helpers.run({ ...request, limitMs }).then(answer => {
    const result = readRazor(answer);
    const isKnown = typeof result !== 'string';
    for (const { name } of checkRules) message.settle(name, isKnown && result.isSpam ? 1 : 0);
    for (const { name, args } of rangeRules) {
      const confidence = isKnown ? confidenceOf(result.confidences, args[0] ?? '') : undefined;
      const hits = confidence !== undefined && isWithin(confidence, args);
      message.settle(name, hits ? 1 : 0, hits ? { logs: [`cf: ${String(confidence).padStart(3)}`] } : {});
    }
    const said = isKnown ? described(result) : oneLine(result);
    helpers.note({ client: 'Razor', answer: said, ms: performance.now() - begun });
    if (!isKnown) message.remark(`Razor2: no evidence: ${oneLine(result)}`);
  });
  message.wait('Razor2', answered);
  return true;
}

function described({ isSpam, confidences }: RazorResult): string {
  const told = [...confidences].map(([engine, confidence]) => `engine ${engine} ${confidence}`);
  return [isSpam ? 'spam' : 'not spam', ...told].join(', ');
}

function confidenceOf(all: ReadonlyMap<string, number>, engine: string): number | undefined {
  return engine === '' || engine === '0' ? Math.max(0, ...all.values()) : all.get(engine);
}

function isWithin(confidence: number, args: readonly string[]): boolean {
  return confidence >= numberArg(args, 1, 0) && confidence <= numberArg(args, 2, 0);
}

export const razor2: Plugin = {
  name: 'Razor2',
  isDefault: true,
  capabilities: ['has_fork'],
  directives: {
    use_razor2: 'number',
    razor_fork: 'number',
    razor_timeout: 'duration',
    razor_config: 'string',
  },
  ...asking(ask, 'check_razor2', 'check_razor2_range'),
};
