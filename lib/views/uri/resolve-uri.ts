/** A reference found in HTML, made absolute against the base (RFC 3986 5.2, as SpamAssassin uses it; spec 2.11). */
const KEPT = /^(?:data|mailto|file|cid|tel):/i;
const PARTS = /^([A-Za-z][A-Za-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/s;

export function resolveUri(uri: string, base: string): string {
  if (KEPT.test(uri)) return uri;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(uri);
  if (scheme !== null) return uri;
  if (/^\/\/www\./i.test(uri)) return `http:${uri}`;
  if (/^\/\/ftp\./i.test(uri)) return `ftp:${uri}`;
  return base === '' ? uri : join(uri, base);
}

function join(uri: string, base: string): string {
  const [, scheme = '', authority = '', basePath = '', baseQuery = ''] = PARTS.exec(base) ?? [];
  const [, , ownAuthority, path = '', query = '', fragment = ''] = PARTS.exec(uri) ?? [];
  if (ownAuthority !== undefined) return scheme + uri;
  if (path === '') return scheme + authority + basePath + (query === '' ? baseQuery : query) + fragment;
  const merged = path.startsWith('/') ? path : mergePaths(authority, basePath, path);
  return scheme + authority + removeDots(merged) + query + fragment;
}

function mergePaths(authority: string, basePath: string, path: string): string {
  if (authority !== '' && basePath === '') return `/${path}`;
  return basePath.slice(0, basePath.lastIndexOf('/') + 1) + path;
}

function removeDots(path: string): string {
  const out: string[] = [];
  const segments = path.split('/');
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '.') {
      if (last) out.push('');
    } else if (segment === '..') {
      if (out.length > 1) out.pop();
      if (last) out.push('');
    } else {
      out.push(segment);
    }
  });
  return out.join('/');
}
