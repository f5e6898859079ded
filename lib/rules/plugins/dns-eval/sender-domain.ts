/** Questions about the domain of the envelope sender: whether it can receive mail at all, and which server it comes from. */
import { toAce } from '../../../views/uri/ace.ts';
import { isWellFormedName } from '../../../views/uri/domains.ts';
import { lookups } from '../dns/lookups.ts';
import type { GivenAnswer } from '../dns/lookups.ts';
import type { MessageContext } from '../plugin.ts';
import type { ListRule } from './list-rules.ts';

function senderHost({ views }: MessageContext): string | undefined {
  const from = (views.header('EnvelopeFrom', ['addr'])[0] ?? '').replace(/\.+/g, '.');
  return /@([^@\t-\r ]+\.[^@\t-\r ]+)/.exec(from)?.[1]?.toLowerCase();
}

/**
 * check_dns_sender: both the address and the mail exchangers of the sender's host fail. SpamAssassin 4.0.1 looks at the code of an
 * answer for each of its records only, so that hits need answers that fail and yet have records, and this does as it does.
 */
export function askForSender(message: MessageContext, { rule }: ListRule): void {
  const host = senderHost(message);
  if (host === undefined) return;
  let failed = 0;
  for (const type of ['A', 'MX'] as const) {
    message.once(lookups).ask({ name: toAce(host), type, rules: [rule.name] }, ({ code, records }) => {
      if (code !== 'NXDOMAIN' && code !== 'SERVFAIL') return;
      failed += records.filter(record => record.type === 'A' || record.type === 'MX').length;
      if (failed >= 2) message.settle(rule.name, 1);
    });
  }
}

/**
 * check_rbl_ns_from: the name server that a domain's SOA names, where the sender's host is no domain of its own. (SpamAssassin
 * reads it from the authority section of an answer that has no name servers.)
 */
export function askForNameServer(
  message: MessageContext,
  { rule, list }: ListRule,
  rules: readonly string[],
  judge: (answer: GivenAnswer) => void,
): void {
  const host = senderHost(message);
  if (host === undefined) return;
  const asking = message.once(lookups);
  const domain = message.views.settings.domains.trimToDomain(host);
  asking.ask({ name: host, type: 'NS', rules: [rule.name] }, ({ records }) => {
    if (records.some(({ type }) => type === 'NS')) return;
    asking.ask({ name: domain, type: 'SOA', rules: [rule.name] }, soa => {
      for (const { type, data } of soa.records) {
        const server = (data.split(' ', 1)[0] ?? '').replace(/\.+$/, '');
        if (type === 'SOA' && isWellFormedName(server))
          asking.ask({ name: `${server}.${list}`, type: 'A', rules }, judge);
      }
    });
  });
}
