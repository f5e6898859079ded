/**
 * The mailboxes in the From field (RFC 5322 3.6.2), as nodemailer's address parser reads it. Groups are opened.
 */
import { createRequire } from 'node:module';
import type { Mailbox } from '../address.ts';
import type { Header } from './message.ts';

interface ParsedAddress {
  readonly address?: string;
  readonly group?: readonly ParsedAddress[];
}

const require = createRequire(import.meta.url);

/** A From field with more authors than this is not worth asking for each of them. */
const MAX_AUTHORS = 20;

export function authors(header: Pick<Header, 'all'>): Mailbox[] {
  const from = header.all('From');
  if (from.length === 0) return [];
  const parse = require('nodemailer/lib/addressparser') as (text: string) => ParsedAddress[];
  const flat = (list: readonly ParsedAddress[]): string[] =>
    list.flatMap(({ address, group }) => (group === undefined ? [address ?? ''] : flat(group)));
  const found = from.flatMap(value => flat(parse(value))).filter(address => address.includes('@'));
  return [...new Set(found)].slice(0, MAX_AUTHORS);
}
