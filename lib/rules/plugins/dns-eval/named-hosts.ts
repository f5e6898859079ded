/**
 * Which hosts and addresses a list is asked about that are no relays: those in addresses of senders, in headers, in the oldest
 * untrusted Received (spec 6.4). tflags domains_only and ips_only leave out the others.
 */
import { isIpAddress, reverseAddress } from '../../../views/relays/ip-address.ts';
import { toAce } from '../../../views/uri/ace.ts';
import { domainOfUri } from '../../../views/uri/domain-of-uri.ts';
import { isWellFormedName } from '../../../views/uri/domains.ts';
import { firstAddress, headerText } from '../header-eval/header-text.ts';
import type { MessageContext } from '../plugin.ts';
import type { ListRule } from './list-rules.ts';

const DEFAULT_HEADERS = 'EnvelopeFrom,Reply-To,Disposition-Notification-To,X-WebmailclientIP,X-Source-IP';
const MAX_HOSTS = 50;

/** In the form in which they stand in front of the list: addresses in reverse. */
export function hostsFor(message: MessageContext, one: ListRule): readonly string[] {
  const { views } = message;
  switch (one.function) {
    case 'check_rbl_from_host':
      return queryNames(hostsOfAddresses(views.fromAddresses), one, message);
    case 'check_rbl_from_domain':
      return queryNames(senderDomains(message), one, message);
    case 'check_rbl_envfrom':
      return queryNames(hostsOfAddresses(views.header('EnvelopeFrom', ['addr']).slice(0, 1)), one, message);
    case 'check_rbl_headers':
      return queryNames(hostsInHeaders(message, one.argument), one, message);
    case 'check_rbl_rcvd': {
      const { ip = '', by = '', helo = '', rdns = '' } = views.relays.untrusted.at(-1) ?? {};
      return queryNames(
        [ip, by, helo, rdns].map(host => host.replace(/\.$/, '')),
        one,
        message,
      );
    }
    default:
      return [];
  }
}

function queryNames(
  hosts: readonly string[],
  { rule }: ListRule,
  { views }: MessageContext,
): readonly string[] {
  const { names } = rule.tags;
  return [...new Set(hosts)].slice(0, MAX_HOSTS).flatMap(host => {
    if (isIpAddress(host)) return names.has('domains_only') ? [] : (reverseAddress(host) ?? []);
    const ace = toAce(host);
    const isName =
      isWellFormedName(ace) && views.settings.domains.isKnownTld(ace.slice(ace.lastIndexOf('.') + 1));
    return isName && !names.has('ips_only') ? [ace] : [];
  });
}

/** A host without a dot is none. */
function hostsOfAddresses(addresses: readonly string[]): readonly string[] {
  return addresses.flatMap(address => {
    const host = /@([^@\t-\r ]+)/.exec(address)?.[1]?.replace(/^\.+/, '').replace(/\.+$/, '');
    return host?.includes('.') === true ? [host.replace(/\.+/g, '.').toLowerCase()] : [];
  });
}

function senderDomains({ views }: MessageContext): readonly string[] {
  return views.fromAddresses.flatMap(address => domainOfUri(address, views.settings.domains)?.domain ?? []);
}

/** The address of a header; of one that holds none, each line. */
function hostsInHeaders({ views, set }: MessageContext, argument: string | undefined): readonly string[] {
  const names = (argument ?? set.settings.last('rbl_headers') ?? DEFAULT_HEADERS).split(',');
  return names.flatMap(name => {
    const address = firstAddress(views, name);
    if (/@[^@\t-\r ]/.test(address)) return hostsOfAddresses([address]);
    return headerText(views, name).replace(/\n$/, '').split('\n');
  });
}
