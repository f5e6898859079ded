/**
 * Finds the URI of a program in a macro's strings: behind a NUL byte, `http` or `https`, 10 to 2000 characters of a URI
 * in two stretches (see below), any character, `exe`, `cmd` or `bat`, and a byte 0, 6 or `|`.
 * Linear: a URI holds no NUL, so no byte belongs to two candidates.
 */
const STRETCH_MIN = 5;
const STRETCH_MAX = 1000;
const URI_CHARACTER = /[-a-z0-9+&@#/%?=~_|!:,.;]/i;
/** Of these the second stretch consists; the first has all of the above. */
const FINAL_CHARACTER = /[-a-z0-9+&@#/%=~_|]/i;

export function linksToProgram(data: string): boolean {
  for (const { index, 0: scheme } of data.matchAll(/\0https?:\/\//gi)) {
    if (endsInProgram(data, index + scheme.length)) return true;
  }
  return false;
}

function endsInProgram(data: string, start: number): boolean {
  const program = /[^\n](?:exe|cmd|bat)[\x06|\0]/iy;
  // How many characters up to here could be of the second stretch.
  let finals = 0;
  for (let length = 0; length <= 2 * STRETCH_MAX; length += 1) {
    // Both stretches must have room: the second takes at least what is too much for the first.
    if (finals >= Math.max(STRETCH_MIN, length - STRETCH_MAX) && length >= 2 * STRETCH_MIN) {
      program.lastIndex = start + length;
      if (program.test(data)) return true;
    }
    const character = data.charAt(start + length);
    if (!URI_CHARACTER.test(character)) return false;
    finals = FINAL_CHARACTER.test(character) ? finals + 1 : 0;
  }
  return false;
}
