/**
 * What is wrong with the lists of networks: entries that cannot be read, and entries that do not count because the wider list
 * does not contain them (what is internal must be trusted).
 */
import { readNetwork } from '../../views/relays/networks.ts';
import type { FaultLevel, RuleFault, RuleSet } from '../rule.ts';
import { viewSettings } from '../view-settings.ts';

const LISTS = ['trusted_networks', 'internal_networks', 'msa_networks'] as const;

export function networkFaults(set: RuleSet): readonly RuleFault[] {
  const unreadable = LISTS.flatMap(list =>
    entriesOf(set, list).filter(({ entry }) => readNetwork(entry) === undefined),
  );
  const { left } = viewSettings(set).networks;
  return [
    ...unreadable.map(one => faultAt(one, 'warning', `${one.entry} is no network`)),
    ...left.flatMap(({ entry, list, wider }) =>
      entriesOf(set, list)
        .filter(one => one.entry === entry)
        .map(one => faultAt(one, 'error', `${list}: ${entry} does not count, ${wider} does not contain it`)),
    ),
  ];
}

interface Entry {
  readonly entry: string;
  readonly file: string;
  readonly line: number;
}

function entriesOf({ settings }: RuleSet, list: (typeof LISTS)[number]): readonly Entry[] {
  return settings
    .all(list)
    .flatMap(({ value, file, line }) => value.split(/\s+/).map(entry => ({ entry, file, line })));
}

function faultAt({ file, line }: Entry, level: FaultLevel, text: string): RuleFault {
  return { file, line, level, text };
}
