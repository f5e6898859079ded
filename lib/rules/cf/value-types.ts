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
    case 'networks':
      return value === '' ? MISSING : undefined;
    case 'bool':
      return allowed(/^(?:yes|no|[01])$/i, 'yes, no, 1 or 0')(value);
    case 'number':
      return allowed(/^[+-]?\d+(?:\.\d*)?$/, 'a number')(value);
    case 'duration':
      return allowed(/^\+?\d+(?:\.\d*)?\s*[smhdw]?$/i, 'a duration, such as 300, 90s or 5m')(value);
    case 'pairs':
      return /^\S+\s+\S/.test(value) ? undefined : 'a name and a value are needed';
  }
}

/** A check by a pattern, with the words for what it allows. */
export function allowed(pattern: RegExp, what: string): ValueCheck {
  return value => {
    if (value === '') return `${MISSING}; allowed: ${what}`;
    return pattern.test(value) ? undefined : `${quote(value)} is wrong; allowed: ${what}`;
  };
}

export function quote(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 60)}..."` : `"${text}"`;
}
