/** MIMEEval (spec 3.3): how the parts of a message are made. */
import { bodyText } from '../body-text.ts';
import { leavesOf, nodesOf } from '../../views/mime/parse-mime.ts';
import { numberArg } from './arguments.ts';
import { isCharsetOk, localesOf } from './locales.ts';
import { mimeFacts } from './mime-eval/mime-facts.ts';
import { charsetOfHeader, uppercasePercent } from './mime-eval/uppercase.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

function counter(context: MessageContext, name: string): number {
  return context.once(mimeFacts).counters.get(name) ?? 0;
}

function startsHtml({ views }: MessageContext): boolean {
  return /^text\/html/i.test(views.header('Content-Type').join(''));
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_for_mime: { area: 'body', run: (context, [name = '']) => counter(context, name) !== 0 },
  check_for_mime_html: {
    area: 'body',
    run: context => startsHtml(context) || counter(context, 'mime_body_html_count') > 0,
  },
  check_for_mime_html_only: {
    area: 'body',
    run: context =>
      startsHtml(context) ||
      (counter(context, 'mime_body_html_count') > 0 && counter(context, 'mime_body_text_count') === 0),
  },
  check_mime_multipart_ratio: {
    area: 'body',
    run: (context, args) => {
      const { textToHtml } = context.once(mimeFacts);
      return textToHtml >= numberArg(args, 0, 0) && textToHtml < numberArg(args, 1, Infinity);
    },
  },
  check_msg_parse_flags: {
    area: 'any',
    run: ({ views }, [flag = '']) => [...views.flags].some(one => one === flag),
  },
  check_for_uppercase: {
    area: 'body',
    run: (context, args) => {
      const percent = context.once(uppercasePercent);
      return percent > numberArg(args, 0, 0) && percent <= numberArg(args, 1, 100);
    },
  },
  check_for_ascii_text_illegal: {
    area: 'body',
    run: context => counter(context, 'mime_ascii_text_illegal') > 0,
  },
  check_abundant_unicode_ratio: {
    area: 'body',
    run: (context, [ratio = '']) =>
      /^\d{0,3}\.\d{1,3}$/.test(ratio) && counter(context, 'mime_text_unicode_ratio') >= Number(ratio),
  },
  check_qp_ratio: {
    area: 'body',
    run: (context, args) => counter(context, 'mime_qp_ratio') >= numberArg(args, 0, Infinity),
  },
  check_for_faraway_charset: { area: 'body', run: isFaraway },
  check_ma_non_text: {
    area: 'body',
    run: ({ views }) =>
      nodesOf(views.mime)
        .filter(node => node.contentType.type === 'multipart/alternative')
        .some(node =>
          (node.isLeaf ? [node] : node.children).some(
            ({ isLeaf, contentType: { type } }) => isLeaf && type !== '' && !isAlternativeType(type),
          ),
        ),
  },
  check_base64_length: {
    area: 'body',
    run: (context, args) => {
      const longest = context.once(longestBase64Line);
      return longest >= numberArg(args, 0, 0) && longest <= numberArg(args, 1, Infinity);
    },
  },
};

export const mimeEval: Plugin = {
  name: 'MIMEEval',
  isDefault: true,
  capabilities: [
    'has_check_for_ascii_text_illegal',
    'has_check_abundant_unicode_ratio',
    'has_check_qp_ratio',
  ],
  evals: EVALS,
};

function isAlternativeType(type: string): boolean {
  return type === 'multipart/related' || type === 'application/rtf' || type.startsWith('text/');
}

/** With its line feed, in leaves whose encoding is exactly base64. Key of MessageContext.once. */
function longestBase64Line({ views }: MessageContext): number {
  let longest = 0;
  for (const { declaredType, encoding, body } of leavesOf(views.mime)) {
    if (encoding !== 'base64' || declaredType === 'application/ics') continue;
    for (let at = 0; at < body.length;) {
      const newline = body.indexOf('\n', at);
      const end = newline < 0 ? body.length : newline + 1;
      longest = Math.max(longest, end - at);
      at = end;
    }
  }
  return longest;
}

const MANY_HIGH_BYTES = 3;

/** A charset that nobody here reads, and text that is really written in it. */
function isFaraway(context: MessageContext): boolean {
  const { views, set } = context;
  const charset = charsetOfHeader(views);
  if (charset === '' || isCharsetOk(charset, localesOf(set.settings.last('ok_locales')))) return false;
  const text = context.once(bodyText).lines.join('\n');
  const high = text.replace(/[\x00-\x7f]+/g, '').length;
  return high > MANY_HIGH_BYTES && text.length - high <= high;
}
