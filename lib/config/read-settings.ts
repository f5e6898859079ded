/**
 * From the data of a configuration file to values: what is set in the file, else the default. Notes for each setting
 * where its value comes from, and collects the faults that no schema finds.
 */
import type { AddressRules } from '../lookup/normalize.ts';
import { joinName, type Segments } from './name.ts';
import { programName, type Declarations, type Setting } from './setting.ts';
import { declareSettings, type DeclaredValues } from './settings.ts';
import type { ReadContext } from './value-type.ts';

/** A setting as it stands: for people, and for `config show`. */
export interface Source {
  /** `levels.kill` */
  readonly name: string;
  /** As written in the file, or as declared; without passwords. */
  readonly raw: unknown;
  /** `/etc/mailsift/mailsift.yaml:14` or `default`. */
  readonly origin: string;
}

/** A configuration file, or the lack of one. */
export interface Given {
  readonly data: unknown;
  /** Left alone: a fault was already found at this place or inside it. */
  isFaulty(place: Segments): boolean;
  /** `mailsift.yaml:14` */
  originOf(place: Segments): string;
  fault(place: Segments, message: string): void;
}

export const NOTHING_GIVEN: Given = {
  data: undefined,
  isFaulty: () => false,
  originOf: () => 'default',
  fault: (place, message) => {
    throw new Error(`default of ${joinName(place)}: ${message}`);
  },
};

export function readSettings(given: Given): {
  readonly values: DeclaredValues;
  readonly sources: readonly Source[];
} {
  const sources: Source[] = [];
  const rules = addressRules(given);

  function readGroup(children: Declarations, data: unknown, place: Segments, verbatim: boolean): object {
    const values: [string, unknown][] = [];
    for (const [name, child] of Object.entries(children)) {
      const own = property(data, name);
      const inside = [...place, name];
      if (child.kind === 'group') {
        values.push([
          programName(name, '', verbatim),
          readGroup(child.children, own, inside, child.verbatim),
        ]);
      } else values.push([programName(name, child.type.unit, verbatim), readSetting(child, own, inside)]);
    }
    return Object.fromEntries(values);
  }

  function readSetting(setting: Setting<unknown>, own: unknown, place: Segments): unknown {
    const isDefault = own === undefined || given.isFaulty(place);
    const raw = isDefault ? setting.default : own;
    const source = isDefault ? NOTHING_GIVEN : given;
    const shown = setting.type.shown === undefined ? raw : setting.type.shown(raw);
    sources.push({ name: joinName(place), raw: shown, origin: source.originOf(place) });
    return setting.type.read(raw, contextAt(source, place, joinName(place), rules));
  }

  const values = readGroup(declareSettings(), given.data, [], false) as DeclaredValues;
  return { values, sources };
}

function contextAt(given: Given, place: Segments, name: string, rules: AddressRules): ReadContext {
  return {
    name,
    rules,
    get origin() {
      return given.originOf(place);
    },
    at: segment => contextAt(given, [...place, segment], name, rules),
    fault: (message, standIn) => {
      given.fault(place, message);
      return standIn;
    },
  };
}

/** Table keys are normalized while they are read, so these two come first. */
function addressRules(given: Given): AddressRules {
  const delimiter = property(given.data, 'recipient_delimiter');
  return {
    recipientDelimiter: typeof delimiter === 'string' ? delimiter : '',
    localpartIsCaseSensitive: property(given.data, 'localpart_is_case_sensitive') === true,
  };
}

function property(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name)
    ? (data as Record<string, unknown>)[name]
    : undefined;
}
