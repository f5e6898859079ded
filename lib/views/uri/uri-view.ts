/**
 * The URIs of a message (spec 2.11): those found in the rendered text, those that HTML carries, and the signers of DKIM; for
 * each the readings that `uri` rules see. Byte strings. At most 10000 URIs.
 */
import { toUtf8Bytes } from '../bytes.ts';
import type { HtmlResult } from '../html/html-result.ts';
import { canonicaliseUri } from './canonicalise.ts';
import type { UriSettings } from './canonicalise.ts';
import { domainOfUri } from './domain-of-uri.ts';
import { findUrisInText } from './find-in-text.ts';

export interface UriDetail {
  readonly raw: string;
  /** Tag names for URIs from HTML; parsed, schemeless, unlinked for those from text; domainkeys. */
  readonly types: Set<string>;
  /** Empty for domainkeys, which `uri` rules do not see. */
  readonly cleaned: readonly string[];
  /** Hosts of all readings and their registrable domains. */
  readonly hosts: ReadonlyMap<string, string>;
  /** What the links to it say, each once. */
  readonly anchors: string[];
}

export interface UriSources {
  readonly body: readonly string[];
  readonly html: readonly HtmlResult[];
  /** Values of DKIM-Signature and DomainKey-Signature. */
  readonly signatures: readonly string[];
}

const MAX_URIS = 10_000;
const MAX_URI_BYTES = 8192;

export function uriDetails(
  { body, html, signatures }: UriSources,
  settings: UriSettings,
): Map<string, UriDetail> {
  const details = new Map<string, UriDetail>();
  const add = (detail: UriDetail): UriDetail => addDetail(details, detail);
  const seen = new Set<string>();
  for (const element of body) {
    for (const { uri, types } of findUrisInText(element, settings)) {
      if (seen.has(uri)) continue;
      seen.add(uri);
      const detail = detailOf(uri, types, settings);
      if (detail.hosts.size > 0) add(detail);
    }
  }
  for (const { uri, types, anchors } of html.flatMap(htmlUris)) {
    const { anchors: known } = add(detailOf(uri, types, settings));
    for (const text of anchors) if (!known.includes(text)) known.push(text);
  }
  if (settings.parseDkimUris) {
    for (const signer of signatures.flatMap(signersIn)) {
      const detail = detailOf(`domainkeys:${signer}`, ['domainkeys'], settings);
      if (detail.hosts.size > 0) add({ ...detail, cleaned: [] });
    }
  }
  return details;
}

/** A URI that was found elsewhere, in a document. */
export function addParsedUri(details: Map<string, UriDetail>, uri: string, settings: UriSettings): void {
  addDetail(details, detailOf(uri, ['parsed'], settings));
}

function addDetail(details: Map<string, UriDetail>, detail: UriDetail): UriDetail {
  const known = details.get(detail.raw);
  if (known === undefined) {
    if (details.size < MAX_URIS) details.set(detail.raw, detail);
    return detail;
  }
  for (const type of detail.types) known.types.add(type);
  return known;
}

function detailOf(raw: string, types: readonly string[], settings: UriSettings): UriDetail {
  const isSigner = types.includes('domainkeys');
  const readings = isSigner ? [raw] : canonicaliseUri(raw, settings);
  const cleaned = readings.map(reading => reading.slice(0, MAX_URI_BYTES));
  const hosts = new Map<string, string>();
  for (const reading of cleaned) {
    const found = domainOfUri(reading, settings.domains);
    if (found !== undefined) hosts.set(found.host, found.domain);
  }
  return { raw, types: new Set(types), cleaned, hosts, anchors: [] };
}

interface HtmlUri {
  readonly uri: string;
  readonly types: readonly string[];
  readonly anchors: readonly string[];
}

/**
 * Links as they are resolved; the texts of links stand by what was written, which is another URI where a base is set. That
 * one has no tag and so counts as found in text.
 */
function htmlUris({ links, anchors }: HtmlResult): readonly HtmlUri[] {
  const byUri = new Map<string, { types: Set<string>; anchors: string[] }>();
  const entry = (uri: string): { types: Set<string>; anchors: string[] } => {
    const known = byUri.get(uri) ?? { types: new Set<string>(), anchors: [] };
    byUri.set(uri, known);
    return known;
  };
  for (const { resolved, tag } of links) entry(toUtf8Bytes(resolved)).types.add(tag);
  for (const { uri, text } of anchors) entry(toUtf8Bytes(uri)).anchors.push(toUtf8Bytes(text));
  return [...byUri].map(([uri, { types, anchors: texts }]) => ({
    uri,
    types: types.size === 0 ? ['parsed'] : [...types],
    anchors: texts,
  }));
}

function signersIn(signature: string): readonly string[] {
  return [...signature.matchAll(/\bd[\t-\r ]*=[\t-\r ]*([^;]+)/g)].map(([, domain = '']) =>
    domain.replace(/[\t-\r ]+/g, ''),
  );
}
