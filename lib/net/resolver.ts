/** What lookups in the DNS look like to those who need them; lib/net has the resolver that asks, tests have one that knows. */

export type RecordType = 'A' | 'AAAA' | 'ANY' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT';

/** RFC 1035, section 4.1.1; RFC 6895. Others by number. */
export type ResponseCode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | number;

export interface DnsRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly ttlS: number;
  /** In presentation form: the address, the name, `10 mx.example.org`, the strings of a TXT record joined. Byte string. */
  readonly data: string;
  /** Of a TXT record, where there are several. */
  readonly strings?: readonly string[];
}

export interface DnsAnswer {
  readonly code: ResponseCode;
  /** The answer section as far as it belongs to the question, CNAMEs on the way included. */
  readonly records: readonly DnsRecord[];
}

export interface QueryOptions {
  /** The block list that is asked, for settings that are made for a list (`rbl_timeout 5 1 list.example`). Else the name. */
  readonly zone?: string;
  /** Instead of rbl_timeout. */
  readonly timeoutMs?: number;
  /** What the timeout shrinks to as other answers come in; a fifth of it unless given. */
  readonly leastTimeoutMs?: number;
}

export interface Resolver {
  /**
   * Asks at once, and once for the same question of a message. Never rejects; undefined: no usable answer before the
   * deadline, a name that cannot be asked for, or one that the site does not want to be asked for. A name is a byte string;
   * one that is not ASCII is taken for UTF-8 and asked for in its ASCII form (IDNA).
   */
  query(name: string, type: RecordType, options?: QueryOptions): Promise<DnsAnswer | undefined>;
}

/** One question of a message and what came of it, for people. */
export interface QueryRecord {
  readonly name: string;
  readonly type: RecordType;
  /** `none`: no usable answer in time; `refused`: never asked (dns_query_restriction, a bad name, too many). */
  readonly code: ResponseCode | 'none' | 'refused';
  /** Of the records; at most a few of them. Byte strings. */
  readonly data: readonly string[];
  /** From the question to its end. */
  readonly ms: number;
  /** Known from an earlier message. */
  readonly isCached: boolean;
}
