/** The globs of address lists (spec 1.3): `*` any text, `?` one character, anchored, in lower case. */
export function globPattern(glob: string): RegExp {
  const source = glob
    .toLowerCase()
    .replace(/[^a-z0-9*?]/g, char => `\\${char}`)
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
