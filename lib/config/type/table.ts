/** One look-up table of the configuration, made from what the schema let through. */
import { constantTable } from '../../lookup/constant-table.ts';
import { failingTable } from '../../lookup/failing-table.ts';
import { hashFileTable } from '../../lookup/file-table.ts';
import { hashTable, type HashEntry } from '../../lookup/hash-table.ts';
import { normalizeKey } from '../../lookup/normalize.ts';
import { regexpTable, type RegexpRule } from '../../lookup/regexp-table.ts';
import type { Expand, Table } from '../../lookup/table.ts';
import { parseMailbox } from '../../address.ts';
import type { ReadContext, ValueType } from '../value-type.ts';
import { pattern } from './pattern.ts';

export function readTable<T>(raw: unknown, item: ValueType<T>, context: ReadContext): Table<T> {
  const expand: Expand<T> = item.expand ?? (value => value);
  const [kind, body] = (Object.entries(raw as object) as [string, unknown][])[0] ?? ['', undefined];
  const inside = context.at(kind);
  switch (kind) {
    case 'constant':
      return constantTable(item.read(body, inside), `${inside.origin} constant`);
    case 'hash':
      return hashTable(readEntries(body as object, item, inside), expand);
    case 'regexp':
      return regexpTable(
        (body as unknown[]).map((rule, index) => readRule(rule, item, inside.at(index))),
        expand,
      );
  }
  if (kind === 'file' && item.parse !== undefined) {
    return hashFileTable(body as string, item.parse, expand, context.rules);
  }
  if (kind === 'acl_file' && item.acl !== undefined) return item.acl.file(body as string, context.rules);
  if (kind === 'acl' && item.acl !== undefined) {
    const elements = (body as string[]).map((text, index) => ({
      text,
      origin: `${inside.at(index).origin} acl`,
    }));
    return item.acl.list(elements, context.rules);
  }
  return context.fault(`unknown kind of table ${JSON.stringify(kind)}`, failingTable(context.name));
}

function readEntries<T>(body: object, item: ValueType<T>, context: ReadContext) {
  const entries = new Map<string, HashEntry<T>>();
  for (const [key, raw] of Object.entries(body) as [string, unknown][]) {
    const inside = context.at(key);
    const normalized = normalizeKey(parseMailbox(key), context.rules);
    const twin = entries.get(normalized);
    if (twin !== undefined) inside.fault(`the same address as in ${twin.origin}`, undefined);
    const value = raw === null ? null : item.read(raw, inside);
    entries.set(normalized, { value, origin: `${inside.origin} hash` });
  }
  return entries;
}

/** A bare pattern counts as true; the schema lets it through for values that are yes or no only. */
function readRule<T>(raw: unknown, item: ValueType<T>, context: ReadContext): RegexpRule<T> {
  const [source, value] = Array.isArray(raw) ? (raw as unknown[]) : [raw, true];
  return {
    pattern: pattern().read(source, Array.isArray(raw) ? context.at(0) : context),
    value: value === null ? null : item.read(value, context.at(1)),
    origin: context.origin,
  };
}
