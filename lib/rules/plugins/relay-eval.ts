/** RelayEval (spec 3.6): tests on the hosts that the message passed. */
import { isIpv4Address, isPrivateAddress } from '../../views/relays/ip-address.ts';
import type { Relay } from '../../views/relays/relay.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const BIG_PROVIDER =
  /(?:^|\.)(?:lycos\.com|lycos\.co\.uk|hotmail\.com|localhost\.com|excite\.com|caramail\.com|cs\.com|aol\.com|msn\.com|yahoo\.com|drizzle\.com)$/i;
const HOST_LIKE = /^\w[\w.-]+\.\w+$/;

const any = (run: (context: MessageContext) => boolean): EvalDefinition => ({ area: 'any', run });

function isPublicIpv4(text: string): boolean {
  return isIpv4Address(text) && !isPrivateAddress(text);
}

/** HELO is a public address, and not one of the network that the relay is in. */
function heloIsOtherAddress({ helo, ip }: Relay): boolean {
  if (!isPublicIpv4(helo) || !isPublicIpv4(ip)) return false;
  return !ip.startsWith(helo.slice(0, helo.lastIndexOf('.') + 1));
}

/** The last relay with a public address decides. */
function bigProviderWithoutName({ views }: MessageContext): boolean {
  const last = views.relays.untrusted.findLast(relay => !relay.isPrivate);
  return last !== undefined && last.noReverseDns && BIG_PROVIDER.test(last.helo);
}

/** The registered part of a host name, by rule of thumb; an address stays as it is. */
function domainOf(host: string): string {
  if (!/[a-z]/i.test(host)) return host;
  const labels = host.replace(/\.+$/, '').split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length > 1 && (top.length >= 3 || /ie|fr|de/.test(top))) return labels.slice(-2).join('.');
  return labels.length > 2 ? labels.slice(-3).join('.') : host;
}

/** How often a host that wrote a field is not the one that the next field says it came from. */
function brokenLinks({ views }: MessageContext): number {
  const { untrusted } = views.relays;
  const writers = untrusted.map(({ by }) => domainOf(by.toLowerCase()));
  const clients = untrusted.map(({ rdns, ip }, index) => {
    const isLoop = ip === '127.0.0.1' && /^localhost(?:\.localdomain)?$/i.test(rdns);
    return isLoop && HOST_LIKE.test(writers[index] ?? '') ? '' : domainOf(rdns.toLowerCase());
  });
  return writers.filter((writer, index) => {
    const client = clients[index - 1] ?? '';
    if (!HOST_LIKE.test(writer) || !HOST_LIKE.test(client) || writer === client) return false;
    return !(writer === 'msn.com' && client === 'hotmail.com');
  }).length;
}

/** HELO is an address of a quite different network. */
function isForeignHelo({ helo, ip, by }: Relay): boolean {
  const first = /^(\d+\.\d+)\.\d+\.\d+$/.exec(helo)?.[1];
  const second = /^(\d+\.\d+)\.\d+\.\d+$/.exec(ip)?.[1];
  return (
    HOST_LIKE.test(domainOf(by.toLowerCase())) &&
    first !== undefined &&
    second !== undefined &&
    first !== second &&
    !isPrivateAddress(helo)
  );
}

/** SpamAssassin means public addresses only, but what it asks of the match is lost by then, so private ones hit too. */
function numericHelo({ views }: MessageContext): boolean {
  return views.relays.untrusted.some(({ helo }) => isIpv4Address(helo));
}

function senderHasName({ views }: MessageContext): boolean {
  const sender = views.relays.untrusted.at(-1);
  return sender !== undefined && sender.rdns.includes('.') && !sender.isPrivate;
}

/** wanted `true`: From is of the domain, and so are a relay and the host that wrote of it; else From alone is. */
function domainInReceived({ views }: MessageContext, [domain = '', wanted = '']: readonly string[]): boolean {
  const isOfDomain = (host: string): boolean => endsInDomain(host, domain);
  const from = views.header('From', ['addr'])[0] ?? '';
  const start = from.toLowerCase().indexOf(domain.toLowerCase());
  if (start < 0 || /\w/.test(from.charAt(start - 1))) return false;
  const { trusted, untrusted } = views.relays;
  const found = [...trusted, ...untrusted].some(({ rdns, by }) => isOfDomain(rdns) && isOfDomain(by));
  return found === (wanted === 'true');
}

function endsInDomain(host: string, domain: string): boolean {
  return host.endsWith(domain) && !/\w/.test(host.charAt(host.length - domain.length - 1));
}

export const relayEval: Plugin = {
  name: 'RelayEval',
  isDefault: true,
  evals: {
    check_all_trusted: any(
      ({ views: { relays } }) =>
        relays.trusted.length > 0 && relays.untrusted.length === 0 && relays.unparseable === 0,
    ),
    check_no_relays: any(
      ({ views: { relays } }) =>
        relays.trusted.length === 0 && relays.untrusted.length === 0 && relays.unparseable === 0,
    ),
    check_relays_unparseable: any(({ views }) => views.relays.unparseable > 0),
    helo_ip_mismatch: any(({ views }) => views.relays.untrusted.some(heloIsOtherAddress)),
    check_for_no_rdns_dotcom_helo: any(bigProviderWithoutName),
    check_for_forged_received_trail: any(context => brokenLinks(context) > 1),
    check_for_forged_received_ip_helo: any(({ views }) => views.relays.untrusted.some(isForeignHelo)),
    check_for_numeric_helo: any(numericHelo),
    check_for_sender_no_reverse: any(senderHasName),
    check_for_from_domain_in_received_headers: { area: 'header', run: domainInReceived },
    check_for_illegal_ip: { area: 'any', never: 'SpamAssassin has emptied it', run: () => false },
  },
};
