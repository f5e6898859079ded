/**
 * The options of HashBL's functions, `sha1/max=10/shuffle`, and what they make of a value: its hash in a label of the name that is
 * asked for. Without any option of the rule the defaults of the function count; with some, only those.
 */
import { createHash } from 'node:crypto';

export interface HashOptions {
  has(name: string): boolean;
  number(name: string, otherwise: number): number;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

export function hashOptions(written: string | undefined, otherwise: string): HashOptions {
  const text = written === undefined || written === '' ? otherwise : written;
  const options = new Map(
    text
      .toLowerCase()
      .split('/')
      .map(part => {
        const [name = '', value = '1'] = part.trim().split('=');
        return [name, value];
      }),
  );
  return {
    has: name => options.has(name) && options.get(name) !== '0',
    number: (name, fallback) => {
      const value = Number(options.get(name));
      return Number.isInteger(value) && value > 0 ? value : fallback;
    },
  };
}

/** Of a byte string; `raw`, or no hash at all: the value itself. */
export function hashed(value: string, options: HashOptions): string {
  const bytes = Buffer.from(value, 'latin1');
  if (options.has('sha256')) return base32(createHash('sha256').update(bytes).digest());
  if (options.has('sha1')) return createHash('sha1').update(bytes).digest('hex');
  if (options.has('md5')) return createHash('md5').update(bytes).digest('hex');
  return value;
}

/** RFC 4648, section 6, in lower case and without padding. */
function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map(group => BASE32.charAt(Number.parseInt(group.padEnd(5, '0'), 2)))
    .join('');
}
