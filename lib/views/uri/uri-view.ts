/**
 * The URIs of a message (spec 2.11): those that HTML carries, those found in the rendered text, and for each the readings
 * that `uri` rules see. Byte strings. At most 10000 URIs.
 */
import { toUtf8Bytes } from '../bytes.ts';
import type { HtmlResult } from '../html/html-result.ts';
import { canonicaliseUri } from './canonicalise.ts';
import type { UriSettings } from './canonicalise.ts';
import { findUrisInText } from './find-in-text.ts';

export interface UriDetail {
  readonly raw: string;
  /** Tag names for URIs from HTML; parsed, schemeless, unlinked for those from text; domainkeys for signers. */
  readonly types: Set<string>;
  readonly cleaned: readonly string[];
  /** What the links to it say. */
  readonly anchors: string[];
}

const MAX_URIS = 10_000;

export function uriDetails(
  body: readonly string[],
  html: readonly HtmlResult[],
  signatures: readonly string[],
  settings: UriSettings,
): ReadonlyMap<string, UriDetail> {
  const details = new Map<string, UriDetail>();
  const add = (raw: string, types: readonly string[]): void => {
    const known = details.get(raw);
    if (known !== undefined) for (const type of types) known.types.add(type);
    else if (details.size < MAX_URIS)
      details.set(raw, { raw, types: new Set(types), cleaned: canonicaliseUri(raw, settings), anchors: [] });
  };
  for (const result of html) {
    for (const link of result.links) {
      // What a base makes absolute is seen in that form only.
      if (link.resolved === link.uri || link.uri.startsWith('//')) add(toUtf8Bytes(link.uri), [link.tag]);
      add(toUtf8Bytes(link.resolved), [link.tag]);
    }
    for (const anchor of result.anchors)
      details.get(toUtf8Bytes(anchor.uri))?.anchors.push(toUtf8Bytes(anchor.text));
  }
  for (const element of body) {
    for (const { uri, types } of findUrisInText(element, settings)) add(uri, types);
  }
  for (const uri of signatures) {
    if (!details.has(uri) && details.size < MAX_URIS)
      details.set(uri, { raw: uri, types: new Set(['domainkeys']), cleaned: [], anchors: [] });
  }
  return details;
}
