/**
 * Reads every table file that the settings name and says which cannot be used. The filter itself reads a table when
 * it is asked; `config check` wants to know before.
 */
import type { Lookup } from '../lookup/lookup.ts';
import type { Fault } from './fault.ts';
import type { Configuration } from './load.ts';

export function faultsOfTables({ settings, file, sources }: Configuration): readonly Fault[] {
  return lookupsIn(settings).flatMap(({ name, tables }) => {
    const origin = sources.find(source => source.name === name)?.origin ?? '';
    const line = Number(/:(\d+)$/.exec(origin)?.[1] ?? 0);
    return tables
      .flatMap(table => table.faults())
      .map(fault => ({ file: file ?? 'default', line, message: `${name}: ${fault}` }));
  });
}

function lookupsIn(values: object): readonly Lookup<unknown>[] {
  return Object.values(values).flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return isLookup(value) ? [value] : lookupsIn(value);
  });
}

function isLookup(value: object): value is Lookup<unknown> {
  return 'tables' in value && 'unmatched' in value;
}
