/** What was found out about where a message is from, and the Authentication-Results field that says so (RFC 8601). */
export interface MethodResult {
  readonly method: 'spf' | 'dkim' | 'arc' | 'dmarc';
  readonly result: string;
  /** For people; '' for none. Byte string. */
  readonly comment: string;
  /** `smtp.mailfrom`, `header.d` and the like, with what was examined. Byte strings. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

export interface AuthenticationFinding {
  readonly results: readonly MethodResult[];
  /** Names of the fields, in small letters, that signatures cover which are good. */
  readonly signedFields: readonly string[];
}

/** Longer values are not told: a line may not be longer than 998 bytes. */
const MAX_VALUE_BYTES = 400;
const MAX_COMMENT_BYTES = 200;

/** The whole field, one result a line, without the last line ending. */
export function authenticationResultsField(authservId: string, results: readonly MethodResult[]): string {
  const lines = results.map(
    ({ method, result, comment, properties }) =>
      `${method}=${result}${commentText(comment)}${properties.map(property).join('')}`,
  );
  return `Authentication-Results: ${[authservId, ...(lines.length === 0 ? ['none'] : lines)].join(';\n\t')}`;
}

function commentText(comment: string): string {
  const text = printable(comment)
    .replace(/[()\\]/g, '')
    .slice(0, MAX_COMMENT_BYTES);
  return text === '' ? '' : ` (${text})`;
}

function property([name, value]: readonly [string, string]): string {
  const text = printable(value);
  if (text === '' || text.length > MAX_VALUE_BYTES) return '';
  const isPlain = /^(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]*@)?[A-Za-z0-9_.:+/-]+$/.test(text);
  return ` ${name}=${isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`}`;
}

function printable(text: string): string {
  return text.replace(/[^ -~]+/g, '?').trim();
}
