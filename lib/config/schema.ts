/** The JSON schema (draft 7) of the configuration file, made from the declarations. */
import { declareSettings } from './settings.ts';
import type { Declarations, Setting } from './setting.ts';

export function configSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...groupSchema(declareSettings(), 'Settings of mailsift'),
  };
}

function groupSchema(children: Declarations, doc: string): Record<string, unknown> {
  const properties = Object.entries(children).map(([name, child]) => [
    name,
    child.kind === 'group' ? groupSchema(child.children, child.doc) : settingSchema(child),
  ]);
  return {
    title: 'a mapping of settings',
    description: doc,
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(properties) as unknown,
  };
}

function settingSchema({ type, doc, default: defaultValue }: Setting<unknown>): Record<string, unknown> {
  const more = typeof type.schema['description'] === 'string' ? ` ${type.schema['description']}` : '';
  return { ...type.schema, description: doc + more, default: defaultValue };
}
