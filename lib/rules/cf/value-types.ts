/**
 * The value types of directives (spec 1.3): each check says what is wrong with a value and what is allowed, or nothing. A
 * plugin whose directive needs more than a type gives a check of its own.
 */
export type DirectiveType =
  | 'string'
  | 'bool'
  | 'number'
  | 'duration'
  | 'pairs'
  | 'addresses'
  | 'template'
  | 'nothing'
  | 'words'
  | 'networks'
  | 'custom';

/** undefined: the value is all right. */
export type ValueCheck = (value: string) => string | undefined;

export type DirectiveDefinition = DirectiveType | ValueCheck;

const MISSING = 'a value is missing';
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4_NETWORK = new RegExp(
  `^(?:${OCTET}(?:\\.${OCTET}){3}(?:/(?:3[0-2]|[12]?\\d|${OCTET}(?:\\.${OCTET}){3}))?|${OCTET}(?:\\.${OCTET}){0,2}\\.?(?:/(?:3[0-2]|[12]?\\d))?)$`,
);
const IPV6_NETWORK =
  /^(?=[^/\]]*:)\[?[\da-f:.]{2,45}(?:%[\w.~-]{1,32})?(?:\]?\/(?:12[0-8]|1[01]\d|[1-9]?\d)\]?|\]?)$/i;

export function faultOfValue(definition: DirectiveDefinition, value: string): string | undefined {
  if (typeof definition === 'function') return definition(value);
  switch (definition) {
    case 'template':
    case 'custom':
      return undefined;
    case 'nothing':
      return value === '' ? undefined : `it takes no value, not ${quote(value)}`;
    case 'string':
    case 'words':
    case 'addresses':
      return value === '' ? MISSING : undefined;
    case 'bool':
      return allowed(/^(?:yes|no|[01])$/i, 'yes, no, 1 or 0')(value);
    case 'number':
      return allowed(/^[+-]?\d+(?:\.\d*)?$/, 'a number')(value);
    case 'duration':
      return allowed(/^\+?\d+(?:\.\d*)?\s*[smhdw]?$/i, 'a duration, such as 300, 90s or 5m')(value);
    case 'pairs':
      return /^\S+\s+\S/.test(value) ? undefined : 'a name and a value are needed';
    case 'networks':
      return value === '' ? MISSING : faultOfNetworks(value);
  }
}

/** A check by a pattern, with the words for what it allows. */
export function allowed(pattern: RegExp, what: string): ValueCheck {
  return value => {
    if (value === '') return `${MISSING}; allowed: ${what}`;
    return pattern.test(value) ? undefined : `${quote(value)} is wrong; allowed: ${what}`;
  };
}

function faultOfNetworks(value: string): string | undefined {
  const bad = value.split(/\s+/).find(word => {
    const network = word.replace(/^!/, '');
    return !IPV4_NETWORK.test(network) && !IPV6_NETWORK.test(network);
  });
  return bad === undefined
    ? undefined
    : `${quote(bad)} is no network, such as 192.0.2.0/24 or [2001:db8::]/32`;
}

export function quote(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 60)}..."` : `"${text}"`;
}
