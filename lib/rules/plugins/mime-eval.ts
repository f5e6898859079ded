/** MIMEEval (spec 3.3): counters over all MIME nodes, on the text before transfer decoding. */
import type { MimeNode } from '../../views/mime/mime-node.ts';
import { nodesOf } from '../../views/mime/parse-mime.ts';
import type { Views } from '../../views/views.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { numberArg } from './arguments.ts';

const CAPS_PRONE = /koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis/i;
const SHORTEST_SHOUT = 200;

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_for_mime: { area: 'body', run: ({ views }, [name = '']) => mimeCounter(views, name) },
  check_for_mime_html: {
    area: 'body',
    run: ({ views }) => startsHtml(views) || nodesOf(views.mime).some(isHtml),
  },
  check_for_mime_html_only: {
    area: 'body',
    run: ({ views }) => {
      const nodes = nodesOf(views.mime);
      const otherText = nodes.some(node => rawType(node).startsWith('text/') && !isHtml(node));
      return startsHtml(views) || (nodes.some(isHtml) && !otherText);
    },
  },
  check_mime_multipart_ratio: {
    area: 'body',
    run: ({ views }, args) => {
      const ratio = textToHtmlRatio(views);
      return ratio >= numberArg(args, 0, 0) && ratio < numberArg(args, 1, Infinity);
    },
  },
  check_msg_parse_flags: {
    area: 'any',
    run: ({ views }, [flag = '']) => [...views.flags].some(one => one === flag),
  },
  check_for_uppercase: {
    area: 'body',
    run: ({ views }, args) => {
      const percent = uppercasePercent(views);
      return percent > numberArg(args, 0, 0) && percent <= numberArg(args, 1, 100);
    },
  },
  check_base64_length: {
    area: 'body',
    run: ({ views }, args) => {
      const leaves = nodesOf(views.mime).filter(
        node => node.encoding === 'base64' && rawType(node) !== 'application/ics',
      );
      const longest = leaves.reduce((length, leaf) => Math.max(length, longestLine(leaf.body)), 0);
      return longest >= numberArg(args, 0, 0) && longest > 0 && longest <= numberArg(args, 1, Infinity);
    },
  },
};

function rawType(node: MimeNode): string {
  return node.contentType.type;
}

function isHtml(node: MimeNode): boolean {
  return rawType(node) === 'text/html';
}

function startsHtml(views: Views): boolean {
  return /^text\/html/i.test(views.header('Content-Type').join(''));
}

function disposition(node: MimeNode): string {
  return (node.fields.findLast(field => field.name.toLowerCase() === 'content-disposition')?.raw ?? '')
    .trim()
    .toLowerCase();
}

function mimeCounter(views: Views, name: string): number {
  const nodes = nodesOf(views.mime);
  const count = (test: (node: MimeNode) => boolean): number => nodes.filter(test).length;
  switch (name) {
    case 'mime_base64_count':
      return count(node => node.encoding.includes('base64'));
    case 'mime_qp_count':
      return count(node => node.encoding.includes('quoted-printable'));
    case 'mime_base64_encoded_text':
      return count(
        node =>
          rawType(node).startsWith('text/') &&
          node.encoding.includes('base64') &&
          /^(?:|us-ascii|ansi_x3\.4-1968|iso_646\.irv:1991|ascii|iso646-us|us|ibm367|cp367|csascii)$/.test(
            node.contentType.charset ?? '',
          ) &&
          !/^(?:attachment|inline)/.test(disposition(node)),
      );
    case 'mime_qp_long_line':
      return count(node => node.encoding === 'quoted-printable' && longestLine(node.body) > 79);
    case 'mime_bad_iso_charset':
      return count(node => {
        const charset = node.contentType.charset ?? '';
        return (
          /^iso-\w{1,16}-\w{1,16}\b/.test(charset) && !/^iso-(?:8859-\d{1,2}|2022-(?:jp|kr))\b/.test(charset)
        );
      });
    case 'mime_attachment':
      return count(node => disposition(node).includes('attachment'));
    default:
      return 0;
  }
}

/** Bytes of the last text/plain over bytes of the last text/html of a multipart/alternative; 1 without one. */
function textToHtmlRatio(views: Views): number {
  let seen = false;
  let textSize = 0;
  let htmlSize = 0;
  for (const node of nodesOf(views.mime)) {
    if (rawType(node) === 'multipart/alternative') seen = true;
    if (!seen || node.children.length > 0 || disposition(node).includes('attachment')) continue;
    if (rawType(node) === 'text/plain') textSize = node.body.length;
    if (isHtml(node)) htmlSize = node.body.length;
  }
  return seen && htmlSize > 0 ? textSize / htmlSize : 1;
}

function uppercasePercent(views: Views): number {
  if (nodesOf(views.mime).some(node => CAPS_PRONE.test(node.contentType.charset ?? ''))) return 0;
  let upper = 0;
  let lower = 0;
  let length = 0;
  for (const line of views.body) {
    if (!/\S\s+\S/.test(line) || /^\S{60,80} \S{60,80}/.test(line)) continue;
    length += line.length;
    upper += line.replace(/[^A-Z]+/g, '').length;
    lower += line.replace(/[^a-z0-9]+/g, '').length;
  }
  return length < SHORTEST_SHOUT || upper + lower === 0 ? 0 : (100 * upper) / (upper + lower);
}

function longestLine(text: string): number {
  let longest = 0;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    longest = Math.max(longest, end - at);
    at = end;
  }
  return longest;
}

export const mimeEval: Plugin = {
  name: 'MIMEEval',
  isDefault: true,
  capabilities: ['has_check_for_ascii_text_illegal', 'has_check_abundant_unicode_ratio'],
  evals: EVALS,
};
