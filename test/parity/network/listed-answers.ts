/**
 * What the name server of `test/parity/network.ts` says: a made-up DNS in which a hash of the name decides what is listed where and as
 * what, which hosts have which addresses, and which name servers a domain has. The same question always has the same
 * answer. Lists are those of SpamAssassin's stock rules, their answers those that its rules look for.
 */
import { createHash } from 'node:crypto';
import type { DnsAnswer, DnsRecord, RecordType } from '../../../lib/net/resolver.ts';

import { originText } from './origin-answers.ts';

interface List {
  readonly zone: string;
  /** How many of a hundred names are listed. */
  readonly percent: number;
  readonly answers: readonly string[];
  readonly text?: (name: string) => string;
}

const LISTS: readonly List[] = [
  list(
    'zen.spamhaus.org',
    40,
    '127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.7 127.0.0.10 127.0.0.11 127.0.0.9 127.0.0.2+127.0.0.4 127.255.255.254 127.255.255.255',
  ),
  list(
    'dbl.spamhaus.org',
    40,
    '127.0.1.2 127.0.1.4 127.0.1.5 127.0.1.6 127.0.1.102 127.0.1.103 127.0.1.104 127.0.1.105 127.0.1.106 127.0.1.255 127.255.255.254 127.255.255.255 127.0.1.2+127.0.1.4',
  ),
  list('multi.surbl.org', 40, '127.0.0.8 127.0.0.16 127.0.0.64 127.0.0.128 127.0.0.1 127.0.0.88 127.0.0.2'),
  list('multi.uribl.com', 40, '127.0.0.2 127.0.0.4 127.0.0.8 127.0.0.1 127.0.0.14'),
  list('list.dnswl.org', 40, '127.0.5.0 127.0.5.1 127.0.11.2 127.0.3.3 127.0.0.255'),
  list('bl.mailspike.net', 30, '127.0.0.2 127.0.0.10 127.0.0.11 127.0.0.12 127.0.0.13'),
  list('wl.mailspike.net', 40, '127.0.0.17 127.0.0.18 127.0.0.19 127.0.0.20'),
  list(
    'iadb.isipp.com',
    40,
    '127.0.1.255+127.3.100.7 127.0.0.1+127.2.255.1 127.0.0.2+127.3.100.6+127.101.201.10 127.3.200.130 127.2.255.4 127.3.100.100 127.101.2.10 127.0.2.1',
  ),
  list('bl.score.senderscore.com', 30, '127.0.4.3 127.0.0.2'),
  list('psbl.surriel.com', 30, '127.0.0.2'),
  list('dob.sibl.support-intelligence.net', 40, '127.0.0.2 127.0.0.1'),
  list('fresh.fmb.la', 50, '127.2.0.2 127.2.0.14 127.2.0.28'),
  list('bl.btcblack.it', 50, '127.0.0.2'),
  list('combined.njabl.org', 50, '127.0.0.9'),
  {
    ...list('bl.spamcop.net', 40, ''),
    text: name => `Blocked - see https://www.spamcop.net/bl.shtml?${name}`,
  },
  { ...list('sa-trusted.bondedsender.org', 30, ''), text: () => 'bonded' },
  { ...list('sa-accredit.habeas.com', 30, ''), text: () => 'accredited' },
];
const HOSTS_PERCENT = 80;
const ADDRESS_POOL = 300;
const SERVER_POOL = 120;

export function listedAnswer(name: string, type: RecordType): DnsAnswer {
  const lower = name.toLowerCase();
  const one = LISTS.find(({ zone }) => lower.endsWith(`.${zone}`));
  const data = one === undefined ? hostData(lower, type) : listData(one, lower, type);
  if (data === undefined) return { code: 'NXDOMAIN', records: [] };
  return {
    code: 'NOERROR',
    records: data.map((text): DnsRecord => ({ name: lower, type, ttlS: 300, data: text })),
  };
}

function listData(one: List, name: string, type: RecordType): readonly string[] | undefined {
  if (hash(`listed ${name}`) % 100 >= one.percent) return undefined;
  if (one.text !== undefined) return type === 'TXT' ? [one.text(name)] : ['127.0.0.2'];
  if (type !== 'A') return [];
  return (one.answers[hash(`as ${name}`) % one.answers.length] ?? '').split('+');
}

/** undefined: there is no such name. */
function hostData(name: string, type: RecordType): readonly string[] | undefined {
  const number = hash(name);
  if (number % 100 >= HOSTS_PERCENT) return undefined;
  if (type === 'A') return number % 7 === 0 ? [address(number), address(number + 1)] : [address(number)];
  if (type === 'NS') return [server(number), server(number + 7)];
  if (type === 'TXT') {
    const text = originText(name, number);
    return text === undefined ? [] : [text];
  }
  return type === 'MX' && number % 3 !== 0 ? [`10 ${server(number)}`] : [];
}

function address(number: number): string {
  const one = number % ADDRESS_POOL;
  return `198.${51 + (one % 40)}.${one % 251}.${1 + (one % 250)}`;
}

function server(number: number): string {
  const one = number % SERVER_POOL;
  return `ns${one % 3}.dns${one}.${['com', 'net', 'org'][one % 3] ?? 'com'}`;
}

function list(zone: string, percent: number, answers: string): List {
  return { zone, percent, answers: answers.split(' ') };
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
