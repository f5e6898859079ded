/**
 * Which addresses a list is asked about (spec 6.4), by the end of the name of its set. Private addresses are never asked
 * about, each address once; trusted relays are only asked about in lists that speak well of hosts (tflags nice).
 */
import { ipAddressesIn, isPrivateAddress } from '../../../views/relays/ip-address.ts';
import { headerText } from '../header-eval/header-text.ts';
import type { MessageContext } from '../plugin.ts';

interface Addresses {
  /** Of relays that are not internal, trusted or not; newest first, unchecked. */
  readonly external: readonly string[];
  readonly untrusted: readonly string[];
  /** Told by webmail, where not trusted. */
  readonly originating: readonly string[];
}

/** SpamAssassin's num_check_received, which no file can change. */
const MAX_ADDRESSES = 9;

/** Key of MessageContext.once. undefined: no relay that is not trusted. */
function addressesOf({ views }: MessageContext): Addresses | undefined {
  const { trusted, untrusted } = views.relays;
  const { originatingIpHeaders, networks } = views.settings;
  const originating = originatingIpHeaders.flatMap(name => ipAddressesIn(headerText(views, name)));
  const ips = usable(untrusted.map(({ ip }) => ip));
  if (ips.length + originating.length === 0) return undefined;
  return {
    external: [...trusted.filter(relay => !relay.isInternal), ...untrusted].map(({ ip }) => ip),
    untrusted: ips,
    originating: originating.filter(ip => !networks.trusted.contains(ip)),
  };
}

export function addressesFor(message: MessageContext, listSet: string, isNice: boolean): readonly string[] {
  const all = message.once(addressesOf);
  if (all === undefined) return [];
  const chosen = chosenBy(listSet, all).slice(0, MAX_ADDRESSES);
  if (isNice) return chosen;
  const { trusted } = message.views.settings.networks;
  const first = chosen.findIndex(ip => !trusted.contains(ip));
  return first < 0 ? [] : chosen.slice(first);
}

function chosenBy(listSet: string, { external, untrusted, originating }: Addresses): readonly string[] {
  const outer = usable(external);
  const all = usable([...untrusted, ...originating]);
  switch (/-(notfirsthop|lastexternal|firsttrusted|untrusted)$/.exec(listSet)?.[1]) {
    case 'lastexternal':
      return outer.slice(0, 1);
    case 'notfirsthop':
      // The only one may be a sender who delivers without a relay, which is what such lists are about.
      return outer.length > 1 ? outer.slice(0, -1) : outer;
    case 'firsttrusted':
      return all.slice(0, 1);
    case 'untrusted':
      return all.slice(1);
    case undefined:
    default:
      return [...all].reverse();
  }
}

function usable(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].filter(ip => ip !== '' && !isPrivateAddress(ip));
}
