/**
 * A table in a text file, read when it is first asked and not again: `key value` a line (hashFileTable) or an access
 * list, one element a line (aclFileTable). Addresses may be quoted as in RFC 5321. A file that cannot be read, is
 * larger than MAX_FILE_BYTES or holds a value that the setting does not take is a table that fails.
 */
import { readFileSync, statSync } from 'node:fs';
import { parseMailbox } from '../address.ts';
import { describeError } from '../errors.ts';
import { aclTable } from './acl-table.ts';
import { failingTable } from './failing-table.ts';
import { hashTable, type HashEntry } from './hash-table.ts';
import { keyValue } from './key-value.ts';
import { normalizeKey, type AddressRules } from './normalize.ts';
import type { Expand, Table } from './table.ts';
import { textLines } from './text-lines.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** A value read from a file, or what is wrong with it. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/** `parse` gets undefined where a line has a key only. */
export function hashFileTable<T>(
  path: string,
  parse: (text: string | undefined) => Parsed<T>,
  expand: Expand<T>,
  rules: AddressRules,
): Table<T> {
  return lazyTable(path, text => {
    const entries = new Map<string, HashEntry<T>>();
    for (const { line, text: own } of textLines(text)) {
      const { key, value } = keyValue(own);
      const parsed = parse(value);
      if (!parsed.ok) return failingTable(`${path}:${line}: ${parsed.fault}`);
      entries.set(normalizeKey(parseMailbox(key), rules), { value: parsed.value, origin: `${path}:${line}` });
    }
    return hashTable(entries, expand);
  });
}

export function aclFileTable(path: string, rules: AddressRules): Table<boolean> {
  return lazyTable(path, text =>
    aclTable(
      textLines(text).map(({ line, text: own }) => ({ text: own, origin: `${path}:${line}` })),
      rules,
    ),
  );
}

function lazyTable<T>(path: string, build: (text: string) => Table<T>): Table<T> {
  let table: Table<T> | undefined;
  function get(): Table<T> {
    table ??= readTable(path, build);
    return table;
  }
  return {
    lookup: query => get().lookup(query),
    lookupAll: query => get().lookupAll(query),
    faults: () => get().faults(),
  };
}

function readTable<T>(path: string, build: (text: string) => Table<T>): Table<T> {
  try {
    if (statSync(path).size > MAX_FILE_BYTES)
      return failingTable(`table ${path} is larger than ${MAX_FILE_BYTES} bytes`);
    return build(readFileSync(path, 'utf8'));
  } catch (error) {
    return failingTable(`cannot read table ${path}: ${describeError(error)}`);
  }
}
