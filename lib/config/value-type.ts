/**
 * A kind of value that a setting can have. The schema says what form it takes in YAML (ajv checks that); `read` turns
 * what passed into the value that the program uses, and reports what a schema cannot say (a bad regular expression, a
 * duration out of bounds). The schema's `title` says in words what is expected: "expected TITLE, got ...".
 */
import type { Parsed } from '../lookup/file-table.ts';
import type { AddressRules } from '../lookup/normalize.ts';
import type { Expand, Table } from '../lookup/table.ts';

/** A JSON schema, draft 7. */
export interface JsonSchema {
  readonly title: string;
  readonly [keyword: string]: unknown;
}

export interface ReadContext {
  /** The setting: `levels.kill`. */
  readonly name: string;
  readonly rules: AddressRules;
  /** Where this value was written: `mailsift.yaml:14`, or `default`. */
  readonly origin: string;
  /** The context of a value inside this one. */
  at(segment: string | number): ReadContext;
  /** Notes that the value is wrong and gives back a stand-in, so that reading goes on and finds the other faults. */
  fault<T>(message: string, standIn: T): T;
}

/** What a setting needs to know of its kind of value. */
export interface Reader<T, Unit extends string = string> {
  readonly schema: JsonSchema;
  /** Ends the name of the setting in the program: `timeout` of a duration is `timeoutMs`. */
  readonly unit: Unit;
  read(raw: unknown, context: ReadContext): T;
  /** What people may see of what was written. Absent: all of it. */
  readonly shown?: (raw: unknown) => unknown;
}

/** What look-up tables need to know besides. */
export interface ValueType<T, Unit extends string = ''> extends Reader<T, Unit> {
  /** For table files; undefined stands for a key without a value. Absent: this kind of value has no one-line form. */
  readonly parse?: (text: string | undefined) => Parsed<T>;
  /** Fills $1 ... into a found value. Absent: values are used as they are. */
  readonly expand?: Expand<T>;
  /** Access lists, for values that are yes or no. */
  readonly acl?: AclTables<T>;
}

export interface AclTables<T> {
  list(
    elements: readonly { readonly text: string; readonly origin: string }[],
    rules: AddressRules,
  ): Table<T>;
  file(path: string, rules: AddressRules): Table<T>;
}

/** For a value that slipped past the schema, which is our own mistake: noted, never used. */
export function unexpected<T>(raw: unknown, title: string, context: ReadContext, standIn: T): T {
  return context.fault(`expected ${title}, got ${JSON.stringify(raw)}`, standIn);
}
