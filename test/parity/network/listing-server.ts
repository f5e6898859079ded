/** The made-up DNS of listed-answers.ts on a UDP port of 127.0.0.1, for a program that asks it. */
import { createSocket } from 'node:dgram';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import type { Answer } from 'dns-packet';
import type { DnsRecord, RecordType } from '../../../lib/net/resolver.ts';
import { listedAnswer } from './listed-answers.ts';

export interface ListingServer {
  readonly port: number;
  readonly close: () => void;
}

const RCODES = { NOERROR: 0, NXDOMAIN: 3 };

export async function startListingServer(): Promise<ListingServer> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const { id, questions = [] } = decode(bytes);
    const [question] = questions;
    if (question === undefined) return;
    const { code, records } = listedAnswer(question.name, question.type as RecordType);
    const rcode = code === 'NXDOMAIN' ? RCODES.NXDOMAIN : RCODES.NOERROR;
    const answers = records.map(toWire);
    const flags = AUTHORITATIVE_ANSWER | rcode;
    const reply = encode({
      type: 'response',
      ...(id === undefined ? {} : { id }),
      flags,
      questions: [question],
      answers,
    });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, close: () => socket.close() };
}

function toWire({ name, type, ttlS: ttl, data }: DnsRecord): Answer {
  if (type === 'TXT') return { name, ttl, type, data: [data] };
  if (type === 'NS') return { name, ttl, type, data };
  if (type !== 'MX') return { name, ttl, type: 'A', data };
  const [preference, exchange = ''] = data.split(' ');
  return { name, ttl, type, data: { preference: Number(preference), exchange } };
}
