/**
 * Signs messages for tests with relaxed/relaxed DKIM, by a signer of the tests' own, so that the verifier is not asked about itself.
 * `tags` go in front of b=, as they are: `x=1; `.
 */
import { createHash, generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** For p=. */
  readonly publicBase64: string;
}

export function signingKey(bits = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { privateKey, publicBase64: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
}

export interface SignOptions {
  readonly domain: string;
  readonly selector: string;
  readonly key: SigningKey;
  readonly tags?: string;
  readonly fields?: string;
  readonly algorithm?: 'rsa-sha256' | 'rsa-sha1';
  /** Bytes of the body, for l=. */
  readonly length?: number;
}

/** `message` has CRLF and a body that ends in one. Gives the field, with its line ending. */
export function signatureField(message: string, options: SignOptions): string {
  const {
    domain,
    selector,
    key,
    tags = '',
    fields = 'from:to:subject:date',
    algorithm = 'rsa-sha256',
  } = options;
  const hash = algorithm === 'rsa-sha1' ? 'sha1' : 'sha256';
  const gap = message.indexOf('\r\n\r\n');
  const body = relaxedBody(message.slice(gap + 4)).slice(0, options.length);
  const bodyHash = createHash(hash).update(body, 'latin1').digest('base64');
  const field =
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector};\r\n` +
    ` h=${fields};${options.length === undefined ? '' : ` l=${options.length};`} ${tags}bh=${bodyHash};\r\n b=`;
  const rows = message.slice(0, gap + 2).split(/\r\n(?![ \t])/);
  const covered = fields.split(':').flatMap(name => {
    const at = rows.findLastIndex(row => row.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`));
    return at < 0 ? [] : rows.splice(at, 1).map(row => `${relaxedField(row)}\r\n`);
  });
  const text = covered.join('') + relaxedField(field);
  const signature = signWith(hash, Buffer.from(text, 'latin1'), key.privateKey).toString('base64');
  return `${field}${signature.replace(/.{1,70}/g, '$&\r\n ').trimEnd()}\r\n`;
}

function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ');
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`;
}

function relaxedBody(body: string): string {
  const text = body
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?:\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
}
