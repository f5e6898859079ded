/**
 * The `rawbody` array (spec 2.7): transfer-decoded text parts without charset conversion, each cut at 500000 bytes and
 * split into chunks of at most 4096 bytes, preferably behind a newline, else `>`, else a space. Byte strings.
 */
import { isHtml } from './body-view.ts';
import type { MimeNode } from './mime/mime-node.ts';
import type { ViewSettings } from './view-settings.ts';

const CUT_WINDOW = 1024;
const CHUNK_BYTES = 2048;

export function rawbodyView(
  leaves: readonly MimeNode[],
  { rawbodyPartScanBytes }: ViewSettings,
): readonly string[] {
  return leaves.filter(hasText).flatMap(leaf => chunksOf(cutPart(leaf.decoded(), rawbodyPartScanBytes)));
}

function hasText(leaf: MimeNode): boolean {
  const { type } = leaf.contentType;
  return (isHtml(leaf) || /^(?:text|message)\b/.test(type)) && type !== 'text/calendar';
}

function cutPart(text: string, limit: number): string {
  if (limit === 0 || text.length <= limit) return text;
  const window = text.slice(limit, limit + CUT_WINDOW + 1);
  for (const stop of ['\n', '>', ' ']) {
    const at = window.indexOf(stop);
    if (at >= 0) return text.slice(0, limit + at + 1);
  }
  return text.slice(0, limit);
}

function chunksOf(text: string): string[] {
  // A part without text is an empty element.
  if (text === '') return [''];
  const chunks: string[] = [];
  let at = 0;
  while (text.length - at > 2 * CHUNK_BYTES) {
    const end = at + chunkLength(text.slice(at, at + 2 * CHUNK_BYTES));
    chunks.push(text.slice(at, end));
    at = end;
  }
  if (at < text.length) chunks.push(text.slice(at));
  return chunks;
}

function chunkLength(window: string): number {
  for (const stop of ['\n', '>', ' ']) {
    const at = window.indexOf(stop, CHUNK_BYTES);
    if (at >= 0) return at + 1;
  }
  return CHUNK_BYTES + 1;
}
