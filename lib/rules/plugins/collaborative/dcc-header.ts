/**
 * What a DCC client answers: an X-DCC header, folded with a tab, and behind it a line for each checksum.
 *
 *   X-DCC-servers-Metrics: mail.example.org 1049; bulk Body=many Fuz1=12 Fuz2=ok rep=93%
 *
 * Counts are numbers, `many`, or `ok` for what is listed as good. Reference: dcc(8), dccifd(8), and Plugin::DCC of
 * SpamAssassin 4.0.1.
 */

export interface DccHeader {
  /** The server: DCCB. */
  readonly brand: string;
  /** The value of the header on one line: DCCR. */
  readonly value: string;
  readonly body: number;
  readonly fuz1: number;
  readonly fuz2: number;
  /** Percent of the mail of the sending host that is bulk; undefined: not told. */
  readonly reputation: number | undefined;
}

/** DCC's count for more than it counts. */
const MANY = '999999';

/** undefined: the answer does not begin with an X-DCC header. */
export function readDccHeader(answer: string): DccHeader | undefined {
  const [first = '', ...rest] = answer.split('\n');
  const end = rest.findIndex(line => !/^\t./.test(line));
  const folded = end < 0 ? rest : rest.slice(0, end);
  const header = [first, ...folded.map(line => ` ${line.slice(1).trimEnd()}`)].join('');
  const [, brand, value] = /^X-DCC-([^:]*)-Metrics: (.*)$/.exec(header) ?? [];
  if (brand === undefined || value === undefined) return undefined;
  const counts = value.replace(/many/gi, MANY).replace(/ok\d?/gi, '0');
  const count = (name: string): number | undefined => {
    const digits = new RegExp(String.raw`\b${name}=(\d+)`).exec(counts)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  return {
    brand,
    value,
    body: count('Body') ?? 0,
    fuz1: count('Fuz1') ?? 0,
    fuz2: count('Fuz2') ?? 0,
    reputation: count('rep'),
  };
}
