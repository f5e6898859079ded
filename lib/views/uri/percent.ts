/**
 * Percent encoding as SpamAssassin evens it out (spec 2.11): what needs no encoding is decoded (21 to 7E), what needs it and
 * stands bare is encoded (controls, space, `"`, `%`, `<`, `>`, 8-bit bytes). Byte strings.
 */
export function evenOutPercent(uri: string): string {
  return uri.replace(/%([0-9a-fA-F]{2})|[\x00-\x20\x7f-\xff"%<>]/g, (whole, hex?: string) => {
    if (hex === undefined) return `%${whole.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const code = Number.parseInt(hex, 16);
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : whole;
  });
}
