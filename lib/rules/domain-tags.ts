/**
 * SENDERDOMAIN and AUTHORDOMAIN: whose mail it is, by the envelope and by From, in lower case and as ASCII (RFC 5891). Byte
 * strings; several authors have several domains, none twice.
 */
import { domainToASCII } from 'node:url';
import { fromUtf8Bytes, hasNonAscii } from '../views/bytes.ts';
import type { Views } from '../views/views.ts';

export function domainTag(
  name: 'SENDERDOMAIN' | 'AUTHORDOMAIN',
  views: Pick<Views, 'header'>,
): readonly string[] {
  const hosts =
    name === 'SENDERDOMAIN'
      ? views.header('EnvelopeFrom', ['first', 'addr', 'host']).slice(0, 1)
      : views.header('From', ['addr', 'host']);
  return [...new Set(hosts)].map(asciiDomain);
}

function asciiDomain(bytes: string): string {
  if (!hasNonAscii(bytes)) return bytes.toLowerCase();
  return domainToASCII(fromUtf8Bytes(bytes)) || bytes;
}
