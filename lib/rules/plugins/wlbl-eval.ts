/** WLBLEval (spec 3.7): welcome and block lists of senders, recipients and hosts of URIs. */
import type { Relay } from '../../views/relays/relay.ts';
import { toAce } from '../../views/uri/ace.ts';
import { addressLists } from './address-lists.ts';
import type { EvalContext, EvalDefinition, MessageContext, Plugin } from './plugin.ts';
import { handingOver, sendersFromRelays, standingOf } from './sender-relays.ts';
import type { SenderStanding } from './sender-relays.ts';
import { listedHost } from './uri-hosts.ts';

type Addresses = (context: MessageContext) => readonly string[];

const senders: Addresses = ({ views }) => views.fromAddresses;
const recipients: Addresses = ({ views }) => views.toAddresses;
const replies: Addresses = ({ views }) => views.header('Reply-To', ['addr']).slice(0, 1);

function isListed(context: MessageContext, addresses: Addresses, name: string): boolean {
  const list = addressLists(context.set).get(name);
  return list !== undefined && !list.isEmpty && addresses(context).some(address => list.has(address));
}

/** One list by its name. */
function inList(addresses: Addresses, name: string): EvalDefinition {
  return { area: 'header', run: context => isListed(context, addresses, name) };
}

/** The list that the argument names. */
function inNamedList(addresses: Addresses): EvalDefinition {
  return { area: 'header', run: (context, [name = '']) => isListed(context, addresses, name) };
}

const header = (run: (context: MessageContext) => boolean): EvalDefinition => ({ area: 'header', run });

const fromWelcome = header(context => context.once(welcomeStanding) === 'welcome');
const fromDefault = header(context => context.once(defaultStanding) === 'welcome');
const forgedWelcome = header(
  context => context.once(welcomeStanding) === 'forged' && context.once(defaultStanding) === 'unknown',
);
const forgedDefault = header(
  context => context.once(defaultStanding) === 'forged' && context.once(welcomeStanding) === 'unknown',
);

function welcomeStanding(context: MessageContext): SenderStanding {
  if (isListed(context, senders, 'welcomelist_from')) return 'welcome';
  const { welcome, anyRelay } = sendersFromRelays(context.set);
  return bestStanding(welcome.length === 0 ? [] : senders(context), address =>
    standingOf(address, welcome, anyRelay, context.views.relays),
  );
}

function defaultStanding(context: MessageContext): SenderStanding {
  const { byDefault, anyRelay } = sendersFromRelays(context.set);
  return bestStanding(byDefault.length === 0 ? [] : senders(context), address =>
    standingOf(address, byDefault, anyRelay, context.views.relays),
  );
}

function bestStanding(
  addresses: readonly string[],
  judge: (address: string) => SenderStanding,
): SenderStanding {
  const standings = addresses.map(judge);
  if (standings.includes('welcome')) return 'welcome';
  return standings.includes('forged') ? 'forged' : 'unknown';
}

/** The domain of the envelope's sender is that of the host where trust ends. */
function senderMatchesRelay({ views }: MessageContext): boolean {
  const sender = views.header('EnvelopeFrom', ['addr'])[0] ?? '';
  const host = /@([^@]+\.[^@]+)$/.exec(sender)?.[1];
  if (host === undefined) return false;
  const { domains } = views.settings;
  const domain = domains.trimToDomain(toAce(host));
  const isOfSender = ({ rdns }: Relay): boolean =>
    rdns !== '' && domains.trimToDomain(toAce(rdns)) === domain;
  return handingOver(views.relays).some(isOfSender);
}

function hostInList(context: EvalContext, name: string): boolean {
  const host = listedHost(context, name);
  if (host !== undefined) context.log(`URI: ${host}`);
  return host !== undefined;
}

const blockedHost: EvalDefinition = { area: 'any', run: context => hostInList(context, 'BLOCK') };
const welcomeHost: EvalDefinition = { area: 'any', run: context => hostInList(context, 'WELCOME') };

export const wlblEval: Plugin = {
  name: 'WLBLEval',
  isDefault: true,
  evals: {
    check_from_in_blocklist: inList(senders, 'blocklist_from'),
    check_from_in_blacklist: inList(senders, 'blocklist_from'),
    check_to_in_blocklist: inList(recipients, 'blocklist_to'),
    check_to_in_blacklist: inList(recipients, 'blocklist_to'),
    check_to_in_welcomelist: inList(recipients, 'welcomelist_to'),
    check_to_in_whitelist: inList(recipients, 'welcomelist_to'),
    check_to_in_more_spam: inList(recipients, 'more_spam_to'),
    check_to_in_all_spam: inList(recipients, 'all_spam_to'),
    check_from_in_list: inNamedList(senders),
    check_to_in_list: inNamedList(recipients),
    check_replyto_in_list: inNamedList(replies),
    check_from_in_welcomelist: fromWelcome,
    check_from_in_whitelist: fromWelcome,
    check_from_in_default_welcomelist: fromDefault,
    check_from_in_default_whitelist: fromDefault,
    check_forged_in_welcomelist: forgedWelcome,
    check_forged_in_whitelist: forgedWelcome,
    check_forged_in_default_welcomelist: forgedDefault,
    check_forged_in_default_whitelist: forgedDefault,
    check_mailfrom_matches_rcvd: header(senderMatchesRelay),
    check_uri_host_listed: { area: 'header', run: (context, [name = '']) => hostInList(context, name) },
    check_uri_host_in_blocklist: blockedHost,
    check_uri_host_in_blacklist: blockedHost,
    check_uri_host_in_welcomelist: welcomeHost,
    check_uri_host_in_whitelist: welcomeHost,
  },
};
