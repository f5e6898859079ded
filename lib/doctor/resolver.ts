/**
 * Whether the name servers answer, and whether block lists answer through them: lists refuse those who ask through a public
 * resolver, with an answer in 127.255.255.0/24 (https://www.spamhaus.org/resource-hub/dnsbl/). The question is for 127.0.0.2,
 * which every list of addresses lists for tests (RFC 5782, section 5).
 */
import { Deadline } from '../deadline.ts';
import { showServer, type DnsServerAddress } from '../net/dns-server.ts';
import { MessageResolver, type ResolverSettings } from '../net/message-resolver.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const AREA = 'name server';
const TEST_NAME = '2.0.0.127.zen.spamhaus.org';
const LIMIT_MS = 5000;
const REFUSAL = /^127\.255\.255\.\d+$/;

const OWN_RESOLVER = 'run a resolver of your own (unbound) and name it in network.servers';

/** One finding a server. `settings` as for a message; each server is asked by itself. */
export async function examineResolver(settings: ResolverSettings, limitMs = LIMIT_MS): Promise<Finding[]> {
  return await Promise.all(settings.servers.map(server => examine(server, settings, limitMs)));
}

async function examine(
  server: DnsServerAddress,
  settings: ResolverSettings,
  limitMs: number,
): Promise<Finding> {
  const name = showServer(server);
  const limits = { timeoutMs: limitMs, leastTimeoutMs: limitMs };
  const alone = { ...settings, servers: [server], mayAsk: () => true };
  const resolver = new MessageResolver(alone, { deadline: new Deadline(limitMs) });
  try {
    const answer = await resolver.query(TEST_NAME, 'A', limits);
    if (answer === undefined) {
      const advice =
        'correct network.servers or /etc/resolv.conf; meanwhile rules that ask the network do not hit';
      return problem(AREA, `${name} does not answer within ${limitMs / 1000} s`, advice);
    }
    const addresses = answer.records.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
    const refusal = addresses.find(address => REFUSAL.test(address));
    if (refusal !== undefined)
      return warning(
        AREA,
        `${name} asks block lists that refuse it (${TEST_NAME}: ${refusal})`,
        OWN_RESOLVER,
      );
    if (addresses.some(address => address.startsWith('127.')))
      return ok(AREA, `${name} answers, and so do block lists`);
    const what = addresses.length > 0 ? addresses.join(', ') : answer.code;
    return warning(
      AREA,
      `${name} answers, but knows no ${TEST_NAME} (${what}): block lists cannot be asked`,
      OWN_RESOLVER,
    );
  } finally {
    resolver.close();
  }
}
