/**
 * Author domain signing practices (RFC 5617, historic): what a domain says of mail that it has not signed, by adsp_override, else
 * by the DNS. N: there is no such domain, U: unknown, A: it signs all, D: the rest may be discarded, 1 to 3: as the site says.
 */
import type { Resolver } from '../../../net/resolver.ts';
import { perSet } from '../../per-set.ts';
import type { DkimFacts } from './facts.ts';

export type Practices = ReadonlyMap<string, Practice>;
export type Practice = 'N' | 'U' | 'A' | 'D' | '1' | '2' | '3';

const WORDS: ReadonlyMap<string, Practice> = new Map([
  ['nxdomain', 'N'],
  ['unknown', 'U'],
  ['all', 'A'],
  ['discardable', 'D'],
  ['custom_low', '1'],
  ['custom_med', '2'],
  ['custom_high', '3'],
]);

/** More authors than this have no practices. */
const MAX_DOMAINS = 10;

export const overrides = perSet(
  ({ settings }): Practices =>
    new Map(
      settings.values('adsp_override').map(value => {
        const [domain = '', word = 'discardable'] = value.toLowerCase().replace(/^@/, '').split(/\s+/);
        return [domain, WORDS.get(word) ?? 'D'];
      }),
    ),
);

/** Of the author domains that have no valid signature of their own. */
export async function practicesOf(
  { authorDomains, validAuthorDomains, openAuthorDomains }: DkimFacts,
  given: Practices,
  resolver: Resolver,
): Promise<Practices> {
  const open = [...authorDomains]
    .filter(domain => /.\.[a-z-]{2,}$/s.test(domain))
    .filter(domain => !validAuthorDomains.has(domain) && !openAuthorDomains.has(domain))
    .slice(0, MAX_DOMAINS);
  const found = await Promise.all(
    open.map(async (domain): Promise<[string, Practice]> => [
      domain,
      overrideFor(domain, given) ?? (await published(domain, resolver)),
    ]),
  );
  return new Map(found);
}

/** `a.b.c`, then `*.b.c`, `*.c`, `*`. */
function overrideFor(domain: string, given: Practices): Practice | undefined {
  const labels = domain.split('.');
  const keys = labels.map((_, index) => ['*', ...labels.slice(index + 1)].join('.'));
  return [domain, ...keys].map(key => given.get(key)).find(one => one !== undefined);
}

async function published(domain: string, resolver: Resolver): Promise<Practice> {
  const [record, exchanger] = await Promise.all([
    resolver.query(`_adsp._domainkey.${domain}`, 'TXT'),
    resolver.query(domain, 'MX'),
  ]);
  const text =
    record?.code === 'NOERROR' ? record.records.findLast(({ type }) => type === 'TXT')?.data : undefined;
  if (text === undefined || text === '') return exchanger?.code === 'NXDOMAIN' ? 'N' : 'U';
  const word = /(?:^|;)\s*dkim\s*=\s*([^;\s]*)/.exec(text)?.[1]?.toLowerCase() ?? '';
  const practice = word === 'strict' ? 'D' : WORDS.get(word);
  return practice === 'A' || practice === 'D' ? practice : 'U';
}
