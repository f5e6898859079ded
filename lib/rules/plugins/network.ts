/**
 * Plugins whose answers come from the network or from learning. Their names, directives and functions are known, so that
 * rule files read alike; without the evidence the functions do not hit, as in SpamAssassin with local tests only.
 */
import type { EvalArea } from '../rule.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const NETWORK = 'asks the network';

function silent(area: EvalArea | 'any', names: string, never: string): Record<string, EvalDefinition> {
  return Object.fromEntries(
    names
      .split(/\s+/)
      .filter(name => name !== '')
      .map(name => [name, { area, never, run: () => false }]),
  );
}

export const networkPlugins: readonly Plugin[] = [
  { name: 'AskDNS', isDefault: true },
  { name: 'AutoLearnThreshold', isDefault: true },
  { name: 'SpamCop', isDefault: true },
  { name: 'Bayes', isDefault: true, evals: silent('body', 'check_bayes', 'needs the Bayes database') },
  {
    name: 'DNSEval',
    isDefault: true,
    evals: silent(
      'header',
      `check_rbl check_rbl_txt check_rbl_sub check_rbl_results_for check_rbl_from_host check_rbl_from_domain check_rbl_envfrom
       check_rbl_headers check_rbl_rcvd check_rbl_ns_from check_dns_sender`,
      NETWORK,
    ),
  },
  { name: 'URIDNSBL', isDefault: true, evals: silent('body', 'check_uridnsbl', NETWORK) },
];
