/**
 * The name of a virus as shown to people: without the `(md5:size)` that clamd adds under ExtendedDetectionInfo, without
 * characters that steer terminals or the direction of text, at most 200 characters.
 */
const MAX_CHARS = 200;
const EXTENDED_INFO = /\([0-9a-f]{32}:\d{1,20}\)$/;
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffd]/gu;

export function displayName(name: string): string {
  return name.replace(EXTENDED_INFO, '').replace(UNSAFE, '?').slice(0, MAX_CHARS);
}
