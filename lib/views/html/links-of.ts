/** The URIs that one HTML start tag carries (spec 2.11): trimmed, cut to 8192 characters. */
export interface TagLink {
  readonly uri: string;
  readonly truncated: boolean;
}

const BACKGROUND = new Set(['body', 'table', 'tr', 'td']);
const HREF = new Set(['a', 'area', 'link']);
const SRC = new Set(['img', 'frame', 'iframe', 'embed', 'script', 'bgsound']);
const MAX_URI_LENGTH = 8192;

export function linksOf(tag: string, attributes: ReadonlyMap<string, string>): readonly TagLink[] {
  return valuesOf(tag, attributes)
    .filter(value => value !== undefined)
    .map(canonUri);
}

/** Trimmed, and cut to 8192 characters. */
export function canonUri(value: string): TagLink {
  const uri = value.replace(/^[\s\xa0]+/, '').replace(/[\s\xa0]+$/, '');
  return { uri: uri.slice(0, MAX_URI_LENGTH), truncated: uri.length > MAX_URI_LENGTH };
}

export function hrefOf(attributes: ReadonlyMap<string, string>): string | undefined {
  return attributeOrSlashed(attributes, 'href')?.replaceAll('\ufeff', '');
}

function valuesOf(tag: string, attributes: ReadonlyMap<string, string>): readonly (string | undefined)[] {
  if (BACKGROUND.has(tag)) return [attributes.get('background')];
  if (HREF.has(tag)) return [hrefOf(attributes), attributes.get('data-saferedirecturl')];
  if (SRC.has(tag)) return [attributeOrSlashed(attributes, 'src')];
  if (tag === 'form') return [attributes.get('action')];
  if (tag === 'base') return [attributes.get('href') || undefined];
  return tag === 'meta' ? [refreshTarget(attributes)] : [];
}

function refreshTarget(attributes: ReadonlyMap<string, string>): string | undefined {
  const content = attributes.get('content') ?? '';
  if (!/refresh/i.test(attributes.get('http-equiv') ?? '') || !/\burl\s*=/i.test(content)) return undefined;
  return content.replace(/^.*\burl\s*=\s*/i, '').replace(/\s*;.*/, '');
}

/** `<a x/href=...>`: what hangs behind a slash counts before the attribute itself. */
function attributeOrSlashed(attributes: ReadonlyMap<string, string>, wanted: string): string | undefined {
  const slashed = [...attributes].findLast(([name]) => new RegExp(`\\w/${wanted}`).test(name));
  return slashed?.[1] ?? attributes.get(wanted);
}
