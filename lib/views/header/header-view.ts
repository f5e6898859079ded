/**
 * Header values as header rules ask for them (spec 1.4): `Name` with the modifiers raw, addr, name, host, domain, ip, revip,
 * first, last, and the pseudo headers ALL, ToCc, MESSAGEID, EnvelopeFrom. X-Spam-* of the incoming message does not exist.
 * Values are byte strings, each ending in a newline unless a modifier picked a piece of it.
 */
import { isIpv4 } from '../uri/domains.ts';
import type { Domains } from '../uri/domains.ts';
import type { ViewSettings } from '../view-settings.ts';
import { decodeHeader, decodeEncodedWords, trimBlanks } from './decode-header.ts';
import { parseAddresses } from './parse-addresses.ts';
import type { RawField, SplitMessage } from './split-message.ts';

export const HEADER_MODIFIERS = [
  'raw',
  'addr',
  'name',
  'host',
  'domain',
  'ip',
  'revip',
  'first',
  'last',
] as const;
export type HeaderModifier = (typeof HEADER_MODIFIERS)[number];

const MAX_ALL_BYTES = 65_536;
const MESSAGE_IDS = ['x-message-id', 'resent-message-id', 'x-original-message-id', 'message-id'];

export class HeaderView {
  readonly #byName = new Map<string, RawField[]>();
  readonly #fields: readonly RawField[];
  readonly #pristine: string;
  readonly #envelopeSender: string | undefined;
  readonly #settings: ViewSettings;
  readonly #answers = new Map<string, readonly string[]>();

  constructor(message: SplitMessage, envelopeSender: string | undefined, settings: ViewSettings) {
    this.#settings = settings;
    this.#pristine = message.pristineHeader;
    this.#envelopeSender = envelopeSender;
    this.#fields = message.fields.filter(field => !/^x-spam-(?!prev-)/i.test(field.name));
    for (const field of this.#fields) {
      const key = field.name.toLowerCase();
      const list = this.#byName.get(key);
      if (list === undefined) this.#byName.set(key, [field]);
      else list.push(field);
    }
  }

  get(name: string, modifiers: readonly HeaderModifier[] = []): readonly string[] {
    const key = `${name}:${modifiers.join(':')}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#pick(name, new Set(modifiers));
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #pick(name: string, modifiers: ReadonlySet<HeaderModifier>): readonly string[] {
    // Addresses are read from the raw value: a decoded name may hold commas and angle brackets.
    const parsed = modifiers.has('addr') || modifiers.has('name');
    let values = this.#values(name, modifiers.has('raw') || parsed);
    if (modifiers.has('first')) values = values.slice(0, 1);
    if (modifiers.has('last')) values = values.slice(-1);
    if (modifiers.has('addr')) {
      values = values
        .flatMap(value => parseAddresses(value).map(one => one.address))
        .filter(address => address !== '');
    } else if (modifiers.has('name')) {
      values = values.flatMap(value =>
        parseAddresses(value).map(one => displayName(one.name, modifiers.has('raw'))),
      );
      values = values.filter(value => value !== '');
    }
    const { domains } = this.#settings;
    if (modifiers.has('host'))
      values = values.map(value => hostIn(value, domains)).filter(host => host !== '');
    if (modifiers.has('domain'))
      values = values
        .map(value => domains.registrableDomain(hostIn(value, domains)))
        .filter(domain => domain !== '');
    if (modifiers.has('ip') || modifiers.has('revip'))
      values = values.flatMap(value => ipIn(value, modifiers.has('revip')));
    return values;
  }

  #values(name: string, raw: boolean): readonly string[] {
    switch (name) {
      case 'ALL':
        return raw ? [this.#pristine] : [this.#all()];
      case 'ToCc':
        return [...this.#named('to', raw, true), ...this.#named('cc', raw, true)];
      case 'MESSAGEID':
        return MESSAGE_IDS.flatMap(one => this.#named(one, raw, true)).filter(value => value.trim() !== '');
      case 'EnvelopeFrom':
        return this.#envelopeFrom();
      default:
        return this.#named(name.toLowerCase(), raw, false);
    }
  }

  #named(lowerName: string, raw: boolean, unfoldRaw: boolean): readonly string[] {
    return (this.#byName.get(lowerName) ?? []).map(field => {
      if (!raw) return `${decodeHeader(field.name, field.raw)}\n`;
      return unfoldRaw ? field.raw.replace(/\n(?=[ \t])[ \t]*/g, ' ') : field.raw;
    });
  }

  #all(): string {
    let all = '';
    for (const field of this.#fields) {
      all += `${field.name}: ${decodeHeader(field.name, field.raw)}\n`;
      if (all.length > MAX_ALL_BYTES) return all.slice(0, MAX_ALL_BYTES);
    }
    return all;
  }

  /** The envelope as we were given it, else the first header that tells it and does not stand below a Received. */
  #envelopeFrom(): readonly string[] {
    if (this.#envelopeSender !== undefined) return [this.#envelopeSender];
    const received = this.#fields.findIndex(field => field.name.toLowerCase() === 'received');
    for (const name of ['x-envelope-from', 'envelope-sender', 'return-path']) {
      const index = this.#fields.findIndex(field => field.name.toLowerCase() === name);
      if (index < 0) continue;
      if (received >= 0 && index > received) {
        if (name === 'x-envelope-from') return [];
        continue;
      }
      const value = this.#named(name, false, false)[0] ?? '';
      const address = /^\s*<>/.test(value) ? '' : parseAddresses(value)[0]?.address;
      if (address !== undefined) return [address];
    }
    return [];
  }
}

function displayName(name: string, raw: boolean): string {
  if (raw) return name;
  const decoded = trimBlanks(decodeEncodedWords(name).replace(/[ \t\n\r\f\v]+/g, ' '));
  return decoded.length > 1 && decoded.startsWith("'") && decoded.endsWith("'")
    ? decoded.slice(1, -1)
    : decoded;
}

/** What follows an `@` and ends in a known TLD, else the first host name there is. */
function hostIn(value: string, domains: Domains): string {
  const text = value.slice(0, 8192);
  for (const match of text.matchAll(/@([A-Za-z0-9_.-]{1,253})/g)) {
    const host = (match[1] ?? '').replace(/[.-]+$/, '');
    if (domains.isValidHost(host)) return host;
  }
  for (const match of text.matchAll(
    /(?<![A-Za-z0-9_.-])[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20}/g,
  )) {
    if (domains.isValidHost(match[0])) return match[0];
  }
  return '';
}

function ipIn(value: string, reversed: boolean): readonly string[] {
  for (const match of value.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)) {
    if (isIpv4(match[0])) return [reversed ? match[0].split('.').reverse().join('.') : match[0]];
  }
  const ipv6 = /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})(?![0-9a-f:])/i.exec(value);
  return ipv6 === null || reversed ? [] : [ipv6[0]];
}
