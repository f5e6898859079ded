/**
 * The schema without what a file does not set. ajv compiles a schema to code, which takes 200 ms for all settings and a few for
 * those that one file has; the filter starts anew for each message. Names stay, so that a typing error still
 * finds the nearest one.
 */
export function pruneSchema(schema: object, data: unknown): object {
  if (!('properties' in schema) || typeof data !== 'object' || data === null || Array.isArray(data))
    return schema;
  const properties = Object.entries(schema.properties as Record<string, object>).map(([name, child]) => [
    name,
    Object.hasOwn(data, name) ? pruneSchema(child, (data as Record<string, unknown>)[name]) : {},
  ]);
  return { ...schema, properties: Object.fromEntries(properties) as unknown };
}
