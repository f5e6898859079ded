/** Adds to the text of a scanner's trouble what the administrator can do about it, where that is known. */
const ADVICE: readonly (readonly [code: string, advice: string])[] = [
  ['ENOENT', 'clamd is not running, or its LocalSocket is elsewhere'],
  ['EACCES', 'this user may not use the socket: see LocalSocketMode, and the group of its folder'],
  ['ECONNREFUSED', 'nothing listens there: clamd is not running or still loading its signatures'],
  ['ENOTFOUND', 'the host name does not resolve'],
];

export function advice(failure: string): string {
  const known = ADVICE.find(([code]) => failure.includes(code));
  return known === undefined ? failure : `${failure} (${known[1]})`;
}
