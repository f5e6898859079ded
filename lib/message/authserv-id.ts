/**
 * Whose word an Authentication-Results field is: the authserv-id that it begins with (RFC 8601, section 2.2), after comments.
 * undefined: nobody's, the field is malformed.
 */

/** Comments in comments beyond this depth are malformed. */
const MAX_DEPTH = 20;

/** `value`: behind the colon. Byte string. */
export function authservId(value: string): string | undefined {
  const start = behindComments(value);
  const rest = value.slice(start);
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(rest)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, '$1').toLowerCase();
  return /^[^\s"();\\]+/.exec(rest)?.[0].toLowerCase();
}

/** Whether a field may be taken for one of `id`: a malformed one may if it has the id anywhere. */
export function claimsToBeFrom(value: string, id: string): boolean {
  const wanted = id.toLowerCase();
  const told = authservId(value);
  return told === undefined ? value.toLowerCase().includes(wanted) : told === wanted;
}

function behindComments(value: string): number {
  let depth = 0;
  let at = 0;
  for (; at < value.length; at += 1) {
    const char = value[at];
    if (char === '(') depth += 1;
    else if (depth === 0 && !/\s/.test(char ?? '')) return at;
    else if (char === ')') depth -= 1;
    else if (char === '\\') at += 1;
    if (depth > MAX_DEPTH) return value.length;
  }
  return at;
}
