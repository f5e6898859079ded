/**
 * The tokens of a message (spec 5.2): from its header, from what a reader sees, from what HTML hides, from its URIs and, if
 * asked for, from the digests of its parts. Each once, as byte strings. The same as SpamAssassin 4.0.1's; test/bayes/peer.test.ts
 * compares them.
 *
 * The views are bounded already, and each source ends behind the piece of it that reaches its limit.
 */
import { hash } from 'node:crypto';
import { fromUtf8Bytes, hasNonAscii } from '../views/bytes.ts';
import type { Views } from '../views/views.ts';
import { headerTexts } from './header-texts.ts';
import type { TokenSettings, TokenSource } from './token-settings.ts';
import type { TextKind } from './tokenize-line.ts';
import type { Token } from './vocabulary.ts';

const BODY_LIMIT = 50_000;
const LIMIT = 10_000;

export type TokenViews = Pick<
  Views,
  'header' | 'metadata' | 'visibleBody' | 'invisibleBody' | 'uris' | 'renderings'
>;

/**
 * SpamAssassin finds out the domains of sender and author when it scores a message, not when it is told to learn one: so tokens
 * of these are learnt by autolearning only.
 */
export type TokenPurpose = 'scan' | 'lesson';

export function tokensOf(
  views: TokenViews,
  { sources, ignoredHeaders, vocabulary }: TokenSettings,
  purpose: TokenPurpose,
): readonly Token[] {
  vocabulary.begin();
  const read = (source: TokenSource, lines: () => Iterable<Line>, kind: TextKind, limit: number): void => {
    if (!sources.has(source)) return;
    let count = 0;
    for (const [prefix, text] of lines()) {
      count += vocabulary.readLine(text, prefix, kind);
      if (count >= limit) break;
    }
  };
  read('visible', () => prefixed(views.visibleBody, ''), 'body', BODY_LIMIT);
  read('uri', () => prefixed(views.uris.map(inLatin1), ''), 'uri', LIMIT);
  read('invisible', () => prefixed(views.invisibleBody, 'I*:'), 'body', BODY_LIMIT);
  if (sources.has('mimepart')) for (const token of partTokens(views)) vocabulary.add(token);
  read('header', () => headerLines(views, ignoredHeaders, purpose), 'header', LIMIT);
  return vocabulary.found;
}

/** By the keys of a store; key to text. */
export function tokensByKey(tokens: readonly Token[]): ReadonlyMap<string, string> {
  return new Map(tokens.map(({ key, text }) => [key, text]));
}

/** Other than text, URIs are characters to SpamAssassin, and those beyond Latin-1 are no part of a word. */
function inLatin1(uri: string): string {
  return hasNonAscii(uri) ? fromUtf8Bytes(uri).replace(/[^\x00-\xff]/g, ' ') : uri;
}

/** Prefix and text. */
type Line = readonly [string, string];

function* prefixed(texts: readonly string[], prefix: string): Generator<Line> {
  for (const text of texts) yield [prefix, text];
}

function* headerLines(
  views: TokenViews,
  ignoredHeaders: TokenSettings['ignoredHeaders'],
  purpose: TokenPurpose,
): Generator<Line> {
  const metadata = views.metadata({ domains: purpose === 'scan' });
  for (const [name, text] of headerTexts(views.header('ALL'), metadata, ignoredHeaders))
    yield [`H${name}:`, text];
}

/** Parts that are everywhere have names. */
const COMMON_PARTS: ReadonlyMap<string, string> = new Map([
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/plain', 'Empty-Plaintext'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/html', 'Empty-HTML'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709:text/xml', 'Empty-XML'],
  ['adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/plain', 'OneNL-Plaintext'],
  ['adc83b19e793491b1c6ea0fd8b46cd9f32e592fc:text/html', 'OneNL-HTML'],
  ['71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/plain', 'TwoNL-Plaintext'],
  ['71853c6197a6a7f222db0f1978c7cb232b87c5ee:text/html', 'TwoNL-HTML'],
]);

function partTokens({ renderings }: TokenViews): string[] {
  return renderings.map(({ node }) => {
    const digest = hash('sha1', Buffer.from(node.decoded(), 'latin1'), 'hex');
    const name = `${digest}:${node.contentType.type}`;
    return `MIME:${COMMON_PARTS.get(name) ?? name}`;
  });
}
