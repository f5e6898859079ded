/** How many groups a regex has, which decides what its escapes mean. */
import { parseClass } from './parse-class.ts';

/** Capturing groups of the whole pattern: `\12` is a reference only if there are twelve. */
export function countGroups(source: string): number {
  let count = 0;
  for (let at = 0; at < source.length;) {
    switch (source.charAt(at)) {
      case '\\':
        at += 2;
        break;
      case '[':
        at = parseClass(source, at).end;
        break;
      case '(':
        if (/^\((?![?*])|^\(\?(?:P?<[A-Za-z_]|')/.test(source.slice(at, at + 5))) count += 1;
        at += 1;
        break;
      default:
        at += 1;
    }
  }
  return count;
}
