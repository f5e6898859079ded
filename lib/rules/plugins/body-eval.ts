/** BodyEval (spec 3.4): shape of the text rather than its words. */
import type { EvalDefinition, Plugin } from './plugin.ts';
import { numberArg } from './arguments.ts';

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_body_length: {
    area: 'body',
    run: ({ views }, args) => views.bodySizeBytes <= numberArg(args, 0, -1),
  },
  check_blank_line_ratio: {
    area: 'body',
    run: ({ views }, args) => {
      const lines = views.rawbody.flatMap(chunk => chunk.replace(/\n$/, '').split('\n'));
      if (lines.length < numberArg(args, 2, 0)) return false;
      const percent = (100 * lines.filter(line => line.trim() === '').length) / lines.length;
      const min = numberArg(args, 0, 0);
      return (min === 0 || percent > min) && percent <= numberArg(args, 1, 100);
    },
  },
  tvd_vertical_words: {
    area: 'body',
    run: ({ views }, args) => {
      let highest = -1;
      for (const line of views.body) {
        if (line.length <= 5) continue;
        const spaces = line.length - line.replace(/\s+/g, '').length;
        const others = line.length - spaces;
        highest = Math.max(highest, spaces > others ? 100 : Math.trunc((100 * spaces) / others));
      }
      const max = numberArg(args, 1, 101);
      return highest >= numberArg(args, 0, 0) && highest < (max >= 100 ? 101 : max);
    },
  },
};

export const bodyEval: Plugin = {
  name: 'BodyEval',
  isDefault: true,
  capabilities: ['has_check_body_length'],
  evals: EVALS,
};
