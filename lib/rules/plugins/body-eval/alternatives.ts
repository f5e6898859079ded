/** How far the text and the HTML of multipart/alternative say the same (spec 3.4), in words. Key of MessageContext.once. */
import { nodesOf } from '../../../views/mime/parse-mime.ts';
import type { MimeNode } from '../../../views/mime/mime-node.ts';
import type { Rendering } from '../../../views/body-view.ts';
import type { MessageContext } from '../plugin.ts';

export interface AlternativeFacts {
  /** Words that only the HTML has, in percent of its words; the worst alternative. */
  readonly difference: number;
  /** Distinct words of the last alternative that has HTML. */
  readonly htmlWords: number;
  readonly textWords: number;
}

export function alternativeFacts({ views }: MessageContext): AlternativeFacts {
  const nodes = nodesOf(views.mime);
  let facts: AlternativeFacts = { difference: 0, htmlWords: 0, textWords: 0 };
  if (isInvitation(nodes)) return facts;
  const renderings = new Map(views.renderings.map(one => [one.node, one]));
  for (const node of nodes.filter(one => /^multipart\/alternative\b/.test(one.contentType.type))) {
    const parts = nodesOf(node).flatMap(one => renderings.get(one) ?? []);
    const html = countWords(parts.filter(one => one.html !== undefined));
    const text = countWords(parts.filter(one => one.html === undefined));
    // A picture counts as a word where there are no others.
    if (html.size === 0 && parts.some(one => one.html?.inside.has('img') === true)) html.set('\n', 1);
    if (html.size === 0) continue;
    const onlyHtml = [...html].filter(([word, count]) => count > (text.get(word) ?? 0));
    const difference = (100 * onlyHtml.length) / html.size;
    facts = {
      difference: Math.max(facts.difference, difference),
      htmlWords: html.size,
      textWords: text.size,
    };
  }
  return facts;
}

/** Calendars send HTML and an appointment, and nothing to compare. */
function isInvitation(nodes: readonly MimeNode[]): boolean {
  return (
    nodes.map(node => node.contentType.type).join(' ') === 'multipart/alternative text/html text/calendar'
  );
}

function countWords(parts: readonly Rendering[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const { text = '', decoded } of parts) {
    // Perl sees characters in decoded text and bytes in other.
    const isWord = decoded ? /[\p{L}\p{M}\p{N}\p{Pc}]/u : /\w/;
    for (const word of text.split(decoded ? /[\s\x85]+/ : /[\t-\r ]+/)) {
      if (isWord.test(word)) words.set(word, (words.get(word) ?? 0) + 1);
    }
  }
  return words;
}
