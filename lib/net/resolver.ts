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
  /** The answer section, CNAMEs on the way included. */
  readonly records: readonly DnsRecord[];
  /** SOA records of the authority section. */
  readonly authority?: readonly DnsRecord[];
}

export interface Resolver {
  /**
   * Asks at once, and once for the same question of a message. Never rejects; undefined: no usable answer before the
   * deadline, a name that cannot be asked for, or one that the site does not want to be asked for.
   */
  query(name: string, type: RecordType): Promise<DnsAnswer | undefined>;
}
