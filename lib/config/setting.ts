/**
 * How settings are declared: once, as data, in settings.ts. From the declarations come the JSON schema, the typed
 * values, `mailsift config show`, and the sample file.
 *
 * Names are snake_case in the file and camelCase in the program, except in groups whose keys are words of the mail
 * filter's own vocabulary (categories), which are the same everywhere; durations end in `Ms`.
 */
import { lookup } from './type/lookup.ts';
import { boolean } from './type/boolean.ts';
import type { Lookup } from '../lookup/lookup.ts';
import type { Reader, ValueType } from './value-type.ts';

export interface Setting<T, Unit extends string = string> {
  readonly kind: 'setting';
  readonly type: Reader<T, Unit>;
  /** As one would write it in the file. */
  readonly default: unknown;
  readonly doc: string;
}

export interface Group<Children extends Declarations, Verbatim extends boolean = boolean> {
  readonly kind: 'group';
  readonly doc: string;
  readonly verbatim: Verbatim;
  readonly children: Children;
}

export interface Declarations {
  readonly [name: string]: Setting<unknown> | Group<Declarations>;
}

export function setting<T, Unit extends string>(
  type: Reader<T, Unit>,
  defaultValue: unknown,
  doc: string,
): Setting<T, Unit> {
  return { kind: 'setting', type, default: defaultValue, doc };
}

/** Depends on the recipient (or the sender, in `senders`); where no table has an opinion, the default holds. */
export function perAddress<T>(item: ValueType<T>, defaultValue: T, doc: string): Setting<Lookup<T>, ''> {
  return setting(lookup(item, defaultValue), defaultValue, doc);
}

/** Yes or no, by address; who is in no table is not meant. */
export function membership(defaultValue: boolean, doc: string): Setting<Lookup<boolean>, ''> {
  return setting(lookup(boolean(), false), defaultValue, doc);
}

export function group<Children extends Declarations>(
  doc: string,
  children: Children,
): Group<Children, false> {
  return { kind: 'group', doc, verbatim: false, children };
}

/** Its keys stay as they are. */
export function words<Children extends Declarations>(doc: string, children: Children): Group<Children, true> {
  return { kind: 'group', doc, verbatim: true, children };
}

/** `max_size_bytes` to `maxSizeBytes`. */
export type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type ProgramName<Name extends string, Declared, Verbatim> = Verbatim extends true
  ? Name
  : Declared extends Setting<unknown, infer Unit>
    ? `${Camel<Name>}${Unit}`
    : Camel<Name>;

/** The values of declared settings. */
export type ValuesOf<Children, Verbatim = false> = {
  readonly [
    Name in keyof Children & string as ProgramName<Name, Children[Name], Verbatim>
  ]: Children[Name] extends Setting<infer T>
    ? T
    : Children[Name] extends Group<infer Inner, infer InnerVerbatim>
      ? ValuesOf<Inner, InnerVerbatim>
      : never;
};

export function programName(name: string, unit: string, verbatim: boolean): string {
  return verbatim ? name : name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) + unit;
}
