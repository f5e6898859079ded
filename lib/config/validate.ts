/**
 * Checks the data of a configuration file against the schema, with ajv, and says what is wrong in our own words: an
 * unknown name with the nearest known one, a wrong value with what would be right.
 */
import type { AnySchemaObject, ErrorObject } from 'ajv';
import type { Fault } from './fault.ts';
import { joinName, type Segments } from './name.ts';
import { configSchema } from './schema.ts';
import { settingNames } from './setting-names.ts';
import { pruneSchema } from './prune-schema.ts';
import { suggest } from './suggest.ts';
import type { YamlFile } from './yaml-file.ts';

/** The schema is our own, so it is checked in the tests and not at every start. */
const OPTIONS = {
  allErrors: true,
  verbose: true,
  validateSchema: false,
  strictTypes: false,
  allowUnionTypes: true,
};

export interface MisplacedValue extends Fault {
  readonly place: Segments;
}

export async function validate(file: string, yaml: YamlFile): Promise<readonly MisplacedValue[]> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv(OPTIONS);
  const check = ajv.compile(pruneSchema(configSchema(), yaml.data));
  if (check(yaml.data)) return [];
  const faults = (check.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(error => {
      const place = placeOf(error, yaml.data);
      const name = joinName(place);
      const message = name === '' ? explain(error) : `${name}: ${explain(error)}`;
      return { file, line: yaml.lineOf(place), message, place };
    });
  return firstOfEach(faults);
}

/** An unknown key is itself the place of the fault; ajv names the mapping around it. */
function placeOf(error: ErrorObject, data: unknown): Segments {
  const keys = error.instancePath.split('/').slice(1).map(unescapePointer);
  if (error.keyword === 'additionalProperties') keys.push(String(error.params['additionalProperty']));
  let inside = data;
  return keys.map(key => {
    const segment = Array.isArray(inside) ? Number(key) : key;
    inside = (inside as Record<string, unknown> | undefined)?.[key];
    return segment;
  });
}

/** RFC 6901. */
function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function explain({ keyword, params, data, parentSchema }: ErrorObject): string {
  const { title = 'another value' } = (parentSchema ?? {}) as { readonly title?: string };
  const given = shown(data);
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), parentSchema ?? {});
    case 'enum':
      return `unknown value ${given}; one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
    case 'required':
      return `${JSON.stringify(params['missingProperty'])} is missing`;
    case 'minimum':
      return `must be at least ${String(params['limit'])}, got ${given}`;
    case 'maximum':
      return `must be at most ${String(params['limit'])}, got ${given}`;
    case 'maxLength':
      return `longer than ${String(params['limit'])} characters`;
    default:
      return `expected ${title}, got ${given}`;
  }
}

/** A key that exists elsewhere is most likely meant to be there. */
function unknownKey(key: string, { properties, maxProperties }: AnySchemaObject): string {
  const known = Object.keys((properties ?? {}) as object);
  if (maxProperties === 1) return `unknown kind of table; one of ${known.join(', ')}`;
  const near = suggest(key, known) ?? settingNames().find(name => name.endsWith(`.${key}`));
  if (near !== undefined) return `unknown setting; did you mean ${JSON.stringify(near)}?`;
  return `unknown setting; one of ${known.join(', ')}`;
}

function shown(data: unknown): string {
  if (Array.isArray(data)) return `a list of ${data.length}`;
  if (typeof data === 'object' && data !== null) return 'a mapping';
  const text =
    typeof data === 'number' ? String(data) : ((JSON.stringify(data) as string | undefined) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** Several keywords of one schema can fail at one place; one sentence is enough. */
function firstOfEach(faults: readonly MisplacedValue[]): readonly MisplacedValue[] {
  const seen = new Set<string>();
  return faults.filter(({ place, message }) => {
    const key = message.includes(' is missing') ? message : JSON.stringify(place);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
