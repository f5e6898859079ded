/**
 * A reference found in HTML, made absolute against the base (RFC 3986 5.2, as SpamAssassin uses it; spec 2.11): a reference
 * with the scheme of its base is relative, and what begins with `//www.` or `//ftp.` gets a scheme without a base, too.
 */
interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?/;

export function resolveUri(reference: string, base: string): string {
  const own = parse(reference);
  const from = parse(base);
  const isRelative = own.scheme === undefined || own.scheme === from.scheme;
  if (!isRelative) return compose({ ...own, path: withoutDots(own.path) });
  if (own.authority !== undefined)
    return compose({ ...own, scheme: from.scheme, path: withoutDots(own.path) });
  const { scheme, authority } = from;
  if (own.path === '')
    return compose({ ...own, scheme, authority, path: from.path, query: own.query ?? from.query });
  const path = own.path.startsWith('/') ? own.path : mergePaths(from, own.path);
  return compose({ ...own, scheme, authority, path: withoutDots(path) });
}

function parse(uri: string): UriParts {
  const [, scheme, authority, path = '', query, fragment] = PARTS.exec(uri) ?? [];
  return { scheme, authority, path, query, fragment };
}

function compose({ scheme, authority, path, query, fragment }: UriParts): string {
  let text = '';
  if (scheme !== undefined && scheme !== '0') text = `${scheme}:`;
  else if (/^www\d*\./i.test(authority ?? '')) text = 'http:';
  else if (/^ftp\d*\./i.test(authority ?? '')) text = 'ftp:';
  if (authority !== undefined) text += `//${authority}`;
  text += path;
  if (query !== undefined) text += `?${query}`;
  if (fragment !== undefined) text += `#${fragment}`;
  return text;
}

function mergePaths({ authority, path }: UriParts, relative: string): string {
  if (authority !== undefined && path === '') return `/${relative}`;
  return path.slice(0, path.lastIndexOf('/') + 1) + relative;
}

/** RFC 3986 5.2.4, segment by segment. */
function withoutDots(path: string): string {
  if (!path.includes('.')) return path;
  const output: string[] = [];
  const input = path.replace(/^\.\.?\//, '/').match(/\/?[^/]*/g) ?? [];
  const segments = input.filter(segment => segment !== '');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '/.' || segment === '/..') {
      if (segment === '/..') output.pop();
      if (isLast) output.push('/');
    } else output.push(segment);
  }
  return output.join('');
}
