/** What the DNS says about the sample messages while an image is made: names whose policies are found, and no entry in any list. */
import type { AnswerCache } from '../net/message-resolver.ts';
import type { DnsRecord } from '../net/resolver.ts';

/** By `TYPE/name`. */
const DATA: ReadonlyMap<string, string> = new Map([
  ['TXT/example.net', 'v=spf1 a mx include:_spf.example.com exists:%{i}.example.com -all'],
  ['TXT/_spf.example.com', 'v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all'],
  ['TXT/_dmarc.example.net', 'v=DMARC1; p=none; adkim=s; rua=mailto:dmarc@example.net'],
  ['MX/example.net', '10 mx.example.net'],
  ['A/example.net', '192.0.2.1'],
  ['A/mx.example.net', '192.0.2.2'],
]);

export function sampleAnswers(): AnswerCache {
  return {
    get: key => {
      const data = DATA.get(key);
      if (data === undefined) return { code: 'NXDOMAIN', records: [] };
      const [type = '', name = ''] = key.split('/');
      return {
        code: 'NOERROR',
        records: [{ name, type: type as DnsRecord['type'], ttlS: 300, data, strings: [data] }],
      };
    },
    put: () => undefined,
  };
}
