/**
 * Lookups as mailauth makes them, over the resolver of the message, so that nothing is asked any other way. Answers have the form
 * of node:dns, and so have failures: an error with a code. No answer in time counts as ETIMEOUT.
 */
import type { DnsAnswer, DnsRecord, RecordType, Resolver } from '../net/resolver.ts';

export type Lookup = (name: string, type: string) => Promise<unknown[]>;

const TYPES: ReadonlySet<string> = new Set<RecordType>(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'TXT']);

export class LookupError extends Error {
  readonly code: string;

  constructor(code: string, name: string) {
    super(`${code} ${name}`);
    this.code = code;
  }
}

export function lookupOver(resolver: Resolver): Lookup {
  return async (name, type) => {
    if (!isRecordType(type)) throw new LookupError('EBADQUERY', name);
    const answer = await resolver.query(name, type);
    const failure = failureOf(answer);
    if (failure !== undefined) throw new LookupError(failure, name);
    const values = (answer?.records ?? []).filter(record => record.type === type).map(nodeForm);
    if (values.length === 0) throw new LookupError('ENODATA', name);
    return values;
  };
}

function isRecordType(type: string): type is RecordType {
  return TYPES.has(type);
}

function failureOf(answer: DnsAnswer | undefined): string | undefined {
  if (answer === undefined) return 'ETIMEOUT';
  switch (answer.code) {
    case 'NOERROR':
      return undefined;
    case 'NXDOMAIN':
      return 'ENOTFOUND';
    case 'FORMERR':
    case 'SERVFAIL':
    case 'NOTIMP':
    case 'REFUSED':
      return `E${answer.code}`;
    default:
      return 'EBADRESP';
  }
}

function nodeForm({ type, data }: DnsRecord): unknown {
  switch (type) {
    case 'TXT':
      return [data];
    case 'MX': {
      const [priority = '0', exchange = ''] = data.split(/\s+/);
      return { priority: Number(priority), exchange: exchange.replace(/\.$/, '') };
    }
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return data.replace(/\.$/, '');
    case 'A':
    case 'AAAA':
    case 'ANY':
    case 'SOA':
    case 'SRV':
      return data;
  }
}
