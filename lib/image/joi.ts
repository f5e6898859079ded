/**
 * What mailauth asks of joi, in an image: whether a key is base64, and whether a text is a domain name. joi as a whole would be a
 * tenth of the image, and takes longer to load than a signature to be checked. The answers are those of joi 18.
 */
interface Schema {
  validate(value: unknown): { readonly value: unknown; readonly error?: Error };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const STARTS_WITH_LETTER = /^[A-Za-z]/;
const MAX_DOMAIN_CHARS = 256;
const MAX_LABEL_CHARS = 63;

export function string(): { readonly base64: () => Schema; readonly domain: () => Schema } {
  return {
    base64: () => schema(text => BASE64.test(text), 'must be a valid base64 string'),
    domain: () => schema(isDomain, 'must contain a valid domain name'),
  };
}

/** A value that is not there passes. */
function schema(isValid: (text: string) => boolean, why: string): Schema {
  return {
    validate: value =>
      value === undefined || (typeof value === 'string' && value !== '' && isValid(value))
        ? { value }
        : { value, error: new Error(`"value" ${why}`) },
  };
}

function isDomain(text: string): boolean {
  const labels = text.split('.');
  return (
    text.length <= MAX_DOMAIN_CHARS &&
    labels.length >= 2 &&
    labels.every(label => label.length <= MAX_LABEL_CHARS && LABEL.test(label)) &&
    STARTS_WITH_LETTER.test(labels.at(-1) ?? '')
  );
}
