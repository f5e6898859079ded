/**
 * DNSEval (spec 6.4): lists of hosts in the DNS. All questions are asked before the first rule runs; their answers settle the rules.
 * skip_rbl_checks leaves them all out.
 */
import { lookups } from './dns/lookups.ts';
import type { GivenAnswer } from './dns/lookups.ts';
import { accreditors } from './dns-eval/accreditors.ts';
import { judgeAnswer } from './dns-eval/judge-answer.ts';
import { activeListRules } from './dns-eval/list-rules.ts';
import type { ListRule } from './dns-eval/list-rules.ts';
import { hostsFor } from './dns-eval/named-hosts.ts';
import { addressesFor } from './dns-eval/relay-addresses.ts';
import { askForNameServer, askForSender } from './dns-eval/sender-domain.ts';
import { reverseAddress } from '../../views/relays/ip-address.ts';
import { ASKS_DNS } from './plugin.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

function prepare(message: MessageContext): void {
  const { set, scoreSet, outside } = message;
  if (outside.resolver === undefined || set.settings.flag('skip_rbl_checks', false)) return;
  const active = activeListRules(set, scoreSet);
  const bySet = Map.groupBy(
    active.filter(one => one.function === 'check_rbl_sub'),
    one => one.listSet,
  );
  for (const one of active) {
    if (one.function !== 'check_rbl_sub') askFor(message, one, bySet.get(one.listSet) ?? []);
  }
}

function askFor(message: MessageContext, one: ListRule, subRules: readonly ListRule[]): void {
  const rules = [one, ...subRules].map(({ rule }) => rule.name);
  const judge = (answer: GivenAnswer): void => {
    judgeAnswer(message, answer, one, subRules);
  };
  switch (one.function) {
    case 'check_dns_sender':
      askForSender(message, one);
      return;
    case 'check_rbl_ns_from':
      askForNameServer(message, one, rules, judge);
      return;
    default: {
      const type = one.function === 'check_rbl_txt' ? 'TXT' : 'A';
      for (const name of namesFor(message, one))
        message.once(lookups).ask({ name: `${name}.${one.list}`, type, rules }, judge);
    }
  }
}

/** What stands in front of the name of the list. */
function namesFor(message: MessageContext, one: ListRule): readonly string[] {
  switch (one.function) {
    case 'check_rbl_accreditor':
      return message.once(accreditors).has(one.argument ?? '') ? relays(message, one) : [];
    case 'check_rbl':
    case 'check_rbl_txt':
      return relays(message, one);
    default:
      return hostsFor(message, one);
  }
}

function relays(message: MessageContext, { listSet, rule }: ListRule): readonly string[] {
  return addressesFor(message, listSet, rule.tags.names.has('nice')).flatMap(ip => reverseAddress(ip) ?? []);
}

const settledByAnswers: EvalDefinition = {
  area: 'header',
  asks: ASKS_DNS,
  run: context => (context.once(lookups).wasAsked(context.rule.name) ? undefined : false),
};

const FUNCTIONS =
  `check_dns_sender check_rbl check_rbl_accreditor check_rbl_envfrom check_rbl_from_domain check_rbl_from_host
  check_rbl_headers check_rbl_ns_from check_rbl_rcvd check_rbl_sub check_rbl_txt`.split(/\s+/);

export const dnsEval: Plugin = {
  name: 'DNSEval',
  isDefault: true,
  capabilities: ['has_tflags_domains_only', 'has_tflags_ips_only'],
  directives: { rbl_headers: 'string' },
  prepare,
  evals: Object.fromEntries(FUNCTIONS.map(name => [name, settledByAnswers])),
};
