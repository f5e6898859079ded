/** BodyEval (spec 3.4): the shape of the text rather than its words. */
import { bodyText } from '../body-text.ts';
import { numberArg } from './arguments.ts';
import { alternativeFacts } from './body-eval/alternatives.ts';
import { signatureFacts } from './body-eval/signature.ts';
import type { SignatureFacts } from './body-eval/signature.ts';
import { stockLabels } from './body-eval/stock-info.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const SHORTEST_LINE = 5;

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_body_length: {
    area: 'body',
    run: ({ views }, args) => views.bodySizeBytes <= numberArg(args, 0, -1),
  },
  multipart_alternative_difference: {
    area: 'body',
    run: (context, args) => isAbove(context.once(alternativeFacts).difference, args),
  },
  multipart_alternative_difference_count: {
    area: 'body',
    run: (context, args) => {
      const { htmlWords, textWords } = context.once(alternativeFacts);
      return htmlWords > numberArg(args, 1, 0) && textWords / htmlWords > numberArg(args, 0, 0);
    },
  },
  check_blank_line_ratio: {
    area: 'body',
    run: ({ views }, args) => isAbove(blankPercent(views.rawbody, numberArg(args, 2, 1)), args),
  },
  tvd_vertical_words: {
    area: 'body',
    run: (context, args) => {
      const percent = context.once(spacesPercent);
      const max = numberArg(args, 1, 101);
      return percent >= numberArg(args, 0, 0) && percent < (max >= 100 ? 101 : max);
    },
  },
  check_stock_info: {
    area: 'body',
    run: (context, args) => context.once(stockLabels) >= numberArg(args, 0, 0),
  },
  plaintext_body_length: signatureTest(facts => facts.bodyBytes),
  plaintext_sig_length: signatureTest(facts => facts.signatureBytes),
  plaintext_body_sig_ratio: signatureTest(facts => facts.ratio),
};

export const bodyEval: Plugin = {
  name: 'BodyEval',
  isDefault: true,
  capabilities: ['has_check_body_length', 'has_plaintext_body_sig_ratio'],
  evals: EVALS,
};

/** Above the first argument, which may be reached when it is 0, and at most the second. */
function isAbove(value: number, args: readonly string[]): boolean {
  const min = numberArg(args, 0, 0);
  return (min === 0 || value > min) && value <= numberArg(args, 1, Infinity);
}

function signatureTest(pick: (facts: SignatureFacts) => number): EvalDefinition {
  return {
    area: 'body',
    run: (context, args) => {
      const facts = context.once(signatureFacts);
      return (
        facts !== undefined &&
        pick(facts) >= numberArg(args, 0, 0) &&
        pick(facts) <= numberArg(args, 1, Infinity)
      );
    },
  };
}

/** -1 where there are too few lines. */
function blankPercent(chunks: readonly string[], minLines: number): number {
  let lines = 0;
  let blank = 0;
  for (const chunk of chunks) {
    const pieces = chunk.split('\n');
    if (pieces.at(-1) === '') pieces.pop();
    lines += pieces.length;
    blank += pieces.filter(piece => !/[^\t-\r ]/.test(piece)).length;
  }
  return lines === 0 || lines < minLines ? -1 : (100 * blank) / lines;
}

/** Spaces by other characters, in percent, of the line where they are most. Key of MessageContext.once. */
function spacesPercent(context: MessageContext): number {
  let highest = -1;
  for (const line of context.once(bodyText).lines) {
    if (line.length <= SHORTEST_LINE) continue;
    const spaces = line.length - line.replaceAll(' ', '').length;
    const others = line.length - spaces;
    highest = Math.max(highest, spaces > others ? 100 : Math.trunc((100 * spaces) / others));
  }
  return highest;
}
