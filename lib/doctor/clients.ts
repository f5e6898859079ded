/** Which clients of the collaborative networks (Pyzor, Razor, DCC) are there, for rules that ask them. Nobody is asked anything. */
import { formatAddress } from '../net/socket-exchange.ts';
import type { Helpers } from '../net/helpers.ts';
import { findDcc } from '../rules/plugins/collaborative/dcc-client.ts';
import { dccSettings } from '../rules/plugins/collaborative/dcc-settings.ts';
import { pyzorSettings } from '../rules/plugins/collaborative/pyzor-client.ts';
import { razorSettings } from '../rules/plugins/collaborative/razor-client.ts';
import type { RuleSet } from '../rules/rule.ts';
import { ok, type Finding } from './finding.ts';

const AREA = 'networks';

interface Client {
  readonly name: string;
  readonly functions: readonly string[];
  readonly isOn: boolean;
  /** Where it is; undefined: nowhere. */
  readonly place: () => string | undefined;
}

/** @param helpers undefined: local tests only. */
export function examineClients(set: RuleSet, helpers: Helpers | undefined): Finding[] {
  if (helpers === undefined)
    return [ok(AREA, 'Pyzor, Razor and DCC are not asked: network.enabled is false')];
  return clientsOf(set, helpers).map(client => ok(AREA, `${client.name}: ${stateOf(client, set)}`));
}

function clientsOf(set: RuleSet, helpers: Helpers): readonly Client[] {
  const pyzor = pyzorSettings(set);
  const dcc = dccSettings(set);
  return [
    {
      name: 'Pyzor',
      functions: ['check_pyzor'],
      isOn: pyzor.isOn,
      place: () => pyzor.path ?? helpers.find('pyzor'),
    },
    {
      name: 'Razor',
      functions: ['check_razor2', 'check_razor2_range'],
      isOn: razorSettings(set).isOn,
      place: () => helpers.find('razor-check'),
    },
    {
      name: 'DCC',
      functions: ['check_dcc', 'check_dcc_reputation_range'],
      isOn: dcc.isOn,
      place: () => {
        const found = findDcc(dcc, helpers);
        return found === undefined || typeof found === 'string' ? found : formatAddress(found);
      },
    },
  ];
}

function stateOf({ functions, isOn, place }: Client, { rules }: RuleSet): string {
  const isWanted = rules
    .values()
    .some(({ test }) => test.kind === 'eval' && functions.includes(test.function));
  if (!isWanted) return 'no rule asks';
  if (!isOn) return 'switched off by the rule files';
  return place() ?? 'no client is installed, its rules do not hit';
}
