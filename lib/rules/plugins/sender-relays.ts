/**
 * welcomelist_from_rcvd and def_welcomelist_from_rcvd: senders that are welcome from certain relays only (spec 3.7). A relay is
 * given as the end of its name, `[IP]`, `[a.b.c]`, or `[net/length]`.
 */
import { networkList } from '../../views/relays/networks.ts';
import type { Relay, Relays } from '../../views/relays/relay.ts';
import { perSet } from '../per-set.ts';
import { addressLists, wordsOf } from './address-lists.ts';
import type { AddressList } from './address-lists.ts';
import { globPattern } from './glob-pattern.ts';

interface SenderFrom {
  readonly sender: RegExp;
  readonly isRelay: (relay: Relay) => boolean;
}

export interface SendersFromRelays {
  readonly welcome: readonly SenderFrom[];
  readonly byDefault: readonly SenderFrom[];
  readonly anyRelay: AddressList | undefined;
}

/** What a list says of a sender: its address is in it, but the relay is another. */
export type SenderStanding = 'welcome' | 'forged' | 'unknown';

export const sendersFromRelays = perSet((set): SendersFromRelays => {
  const lists = {
    welcomelist_from_rcvd: new Map<string, SenderFrom[]>(),
    def_welcomelist_from_rcvd: new Map<string, SenderFrom[]>(),
  };
  for (const { key, value } of set.settings.all(...Object.keys(lists), 'unwelcomelist_from_rcvd')) {
    const words = wordsOf(value);
    if (key === 'welcomelist_from_rcvd' || key === 'def_welcomelist_from_rcvd') {
      const [glob = '', relay = ''] = words;
      const entries = lists[key].get(glob) ?? [];
      entries.push({ sender: globPattern(glob), isRelay: relayTest(relay) });
      lists[key].set(glob, entries);
    } else {
      for (const list of Object.values(lists)) for (const glob of words) list.delete(glob);
    }
  }
  return {
    welcome: [...lists.welcomelist_from_rcvd.values()].flat(),
    byDefault: [...lists.def_welcomelist_from_rcvd.values()].flat(),
    anyRelay: addressLists(set).get('welcomelist_allows_relays'),
  };
});

export function standingOf(
  address: string,
  entries: readonly SenderFrom[],
  anyRelay: AddressList | undefined,
  relays: Relays,
): SenderStanding {
  const lower = address.toLowerCase();
  const hosts = handingOver(relays);
  const matching = hosts.length === 0 ? [] : entries.filter(({ sender }) => sender.test(lower));
  if (matching.some(({ isRelay }) => hosts.some(isRelay))) return 'welcome';
  return matching.length > 0 && anyRelay?.has(lower) !== true ? 'forged' : 'unknown';
}

/** Where trust ends; all relays when it does not end. */
export function handingOver({ untrusted, trusted }: Relays): readonly Relay[] {
  return untrusted.length > 0 ? untrusted.slice(0, 1) : trusted;
}

function relayTest(wanted: string): (relay: Relay) => boolean {
  const address = /^\[(.*)\](\/\d{1,3})?$/.exec(wanted);
  if (address === null)
    return ({ rdns }) => {
      const name = rdns.toLowerCase();
      return name === wanted || name.endsWith(`.${wanted}`);
    };
  const ip = `${address[1] ?? ''}${address[2] ?? ''}`;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return relay => relay.ip === ip;
  if (/^[\d.]+$/.test(ip)) {
    const start = ip.replace(/\.*$/, '.');
    return relay => relay.ip.startsWith(start);
  }
  const network = networkList([ip], false);
  return relay => network.contains(relay.ip);
}
