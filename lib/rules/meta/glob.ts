/** `*` is any string, `?` any character. Without a regex: `*a*a*a*a` must not take long. */
export function matchesGlob(name: string, glob: string): boolean {
  let [at, inGlob, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = glob[inGlob];
    if (wanted === '*') {
      star = inGlob;
      retry = at;
      inGlob += 1;
    } else if (wanted === '?' || wanted === name[at]) {
      at += 1;
      inGlob += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      inGlob = star + 1;
    } else return false;
  }
  return /^\**$/.test(glob.slice(inGlob));
}
