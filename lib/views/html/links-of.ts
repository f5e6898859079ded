/** The URIs that one HTML start tag carries (spec 2.11): trimmed, cut to 8192 characters. */
export interface TagLink {
  readonly uri: string;
  readonly attribute: string;
  readonly truncated: boolean;
}

const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ['body', ['background']],
  ['table', ['background']],
  ['tr', ['background']],
  ['td', ['background']],
  ['a', ['href', 'data-saferedirecturl']],
  ['area', ['href', 'data-saferedirecturl']],
  ['link', ['href', 'data-saferedirecturl']],
  ['img', ['src']],
  ['frame', ['src']],
  ['iframe', ['src']],
  ['embed', ['src']],
  ['script', ['src']],
  ['bgsound', ['src']],
  ['form', ['action']],
  ['base', ['href']],
]);
const MAX_URI_LENGTH = 8192;

export function linksOf(tag: string, attributes: ReadonlyMap<string, string>): readonly TagLink[] {
  const links: TagLink[] = [];
  for (const attribute of URI_ATTRIBUTES.get(tag) ?? []) {
    const value = attributes.get(attribute) ?? attributeBehindSlash(attributes, attribute);
    if (value !== undefined) push(links, value, attribute);
  }
  if (tag === 'meta' && /refresh/i.test(attributes.get('http-equiv') ?? '')) {
    const url = /\burl\s{0,8}=\s{0,8}['"]?([^'"]+)/i.exec(attributes.get('content') ?? '')?.[1];
    if (url !== undefined) push(links, url, 'content');
  }
  return links;
}

/** `<img x/src=...>`: SpamAssassin also takes attributes that hang behind a slash. */
function attributeBehindSlash(
  attributes: ReadonlyMap<string, string>,
  attribute: string,
): string | undefined {
  if (attribute !== 'href' && attribute !== 'src') return undefined;
  for (const [name, value] of attributes) {
    if (name.endsWith(`/${attribute}`) && /^\w{1,8}\/\w+$/.test(name)) return value;
  }
  return undefined;
}

function push(links: TagLink[], value: string, attribute: string): void {
  const uri = value.trim();

  links.push({ uri: uri.slice(0, MAX_URI_LENGTH), attribute, truncated: uri.length > MAX_URI_LENGTH });
}
