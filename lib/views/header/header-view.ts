/**
 * Header values as header rules ask for them (spec 1.4): `Name` with the modifiers raw, addr, name, host, domain, ip, revip,
 * first, last, and the pseudo headers ALL, ALL-TRUSTED and its kin, X-Spam-Relays-*, ToCc, MESSAGEID, EnvelopeFrom,
 * X-SenderDomain, X-AuthorDomain. Values are byte strings, each ending in a newline unless a modifier picked a piece of it.
 */
import { findStandaloneIpAddress, reverseAddress } from '../relays/ip-address.ts';
import { readRelays } from '../relays/read-relays.ts';
import type { Relays } from '../relays/relay.ts';
import { relayString } from '../relays/relay.ts';
import { toAce } from '../uri/ace.ts';
import type { ViewSettings } from '../view-settings.ts';
import { decodeText } from './decode-header.ts';
import { guessEnvelopeSender } from './envelope-sender.ts';
import { HeaderFields } from './header-fields.ts';
import { hostIn, hostOfAddress } from './host-in.ts';
import { parseAddresses } from './parse-addresses.ts';
import type { SplitMessage } from './split-message.ts';

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

const RELAY_NAMES = ['external', 'internal', 'trusted', 'untrusted'].map(name => `x-spam-relays-${name}`);
const DOMAIN_NAMES = ['x-authordomain', 'x-senderdomain'];
const MESSAGE_IDS = ['X-Message-Id', 'Resent-Message-Id', 'X-Original-Message-ID', 'Message-Id'];

export class HeaderView {
  readonly #fields: HeaderFields;
  readonly #envelopeSender: string | undefined;
  readonly #settings: ViewSettings;
  readonly #answers = new Map<string, readonly string[]>();
  /** By lower-case name. */
  readonly #metadata = new Map<string, string>();
  #relays: Relays | undefined;

  constructor(message: SplitMessage, envelopeSender: string | undefined, settings: ViewSettings) {
    this.#fields = new HeaderFields(message);
    this.#envelopeSender = envelopeSender;
    this.#settings = settings;
  }

  get relays(): Relays {
    const last = (name: string): string => this.#fields.values(name).at(-1) ?? '';
    return (this.#relays ??= readRelays(
      this.#fields.values('Received'),
      this.#settings.originatingIpHeaders.map(last),
      this.#settings.networks,
    ));
  }

  putMetadata(name: string, value: string): void {
    this.#metadata.set(name.toLowerCase(), value);
    this.#answers.clear();
  }

  /**
   * What is known of the message beside its header, as header lines: relays, the domains of sender and author if they are
   * wanted, what plugins found.
   */
  metadata({ domains }: { readonly domains: boolean }): readonly string[] {
    const all = new Map(RELAY_NAMES.map(name => [name, this.get(name).join('')] as const));
    if (domains) for (const name of DOMAIN_NAMES) for (const value of this.#fact(name)) all.set(name, value);
    for (const [name, value] of this.#metadata)
      if (domains || !DOMAIN_NAMES.includes(name)) all.set(name, value);
    return [...all.keys()].sort().map(name => `${name}: ${all.get(name) ?? ''}\n`);
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
    const whole = this.#wholeHeader(name, modifiers.has('raw'));
    if (whole !== undefined) return whole;
    let values = this.#values(name, modifiers);
    if (modifiers.has('first')) values = values.slice(0, 1);
    else if (modifiers.has('last')) values = values.slice(-1);
    if (modifiers.has('addr')) {
      values = values.flatMap(value => parseAddresses(value).flatMap(one => one.address ?? []));
    } else if (modifiers.has('name')) {
      const names = values.flatMap(value => parseAddresses(value).flatMap(one => one.name ?? []));
      values = modifiers.has('raw') ? names : names.map(displayName);
    }
    if (modifiers.has('host') || modifiers.has('domain')) {
      const { domains } = this.#settings;
      const hosts = values
        .map(value => (modifiers.has('addr') ? hostOfAddress(value) : hostIn(value, domains)))
        .filter(host => host !== '');
      return modifiers.has('domain') ? hosts.map(host => domains.trimToDomain(host)) : hosts;
    }
    if (modifiers.has('ip') || modifiers.has('revip'))
      return values.flatMap(value => {
        const ip = findStandaloneIpAddress(value);
        return (ip !== undefined && modifiers.has('revip') ? reverseAddress(ip) : ip) ?? [];
      });
    return values;
  }

  /** Modifiers other than `raw` mean nothing here. */
  #wholeHeader(name: string, raw: boolean): readonly string[] | undefined {
    const fields = this.#fields;
    switch (name) {
      case 'ALL':
        return raw ? fields.allRaw() : fields.all();
      case 'ALL-TRUSTED':
        return fields.receivedRange(undefined, this.relays.lastTrustedIndex + 1, { raw });
      case 'ALL-INTERNAL':
        return fields.receivedRange(undefined, this.relays.lastInternalIndex + 1, { raw });
      case 'ALL-UNTRUSTED':
        return fields.receivedRange(this.relays.lastTrustedIndex + 1, undefined, { raw });
      case 'ALL-EXTERNAL':
        return fields.receivedRange(this.relays.lastInternalIndex + 1, undefined, { raw });
      default:
        return undefined;
    }
  }

  #values(name: string, modifiers: ReadonlySet<HeaderModifier>): readonly string[] {
    const raw = modifiers.has('raw');
    const several = (names: readonly string[]): readonly string[] =>
      names.flatMap(one => (raw ? this.#fields.unfoldedRawValues(one) : this.#fields.values(one)));
    if (name === 'MESSAGEID') return several(MESSAGE_IDS).filter(value => value !== '');
    switch (name.toLowerCase()) {
      case 'envelopefrom':
        return this.#envelopeFrom();
      case 'x-spam-relays-trusted':
        return [relayString(this.relays.trusted)];
      case 'x-spam-relays-untrusted':
        return [relayString(this.relays.untrusted)];
      case 'x-spam-relays-internal':
        return [relayString(this.relays.internal)];
      case 'x-spam-relays-external':
        return [relayString(this.relays.external)];
      case 'tocc':
        return several(['To', 'Cc']);
    }
    // Addresses are read from the raw value: a decoded name may hold commas and angle brackets.
    const needsRaw = raw || modifiers.has('addr') || modifiers.has('name');
    const values = needsRaw ? this.#fields.rawValues(name) : this.#fields.values(name);
    return values.length > 0 ? values : this.#fact(name);
  }

  /** Facts of ours that rules may read like headers, where the message has no such header. */
  #fact(name: string): readonly string[] {
    const key = name.toLowerCase();
    switch (key) {
      case 'x-senderdomain':
        return this.get('EnvelopeFrom', ['first', 'addr', 'host']).slice(0, 1).map(aceName);
      case 'x-authordomain': {
        const hosts = new Set(this.get('From', ['addr', 'host']));
        return hosts.size === 0 ? [] : [[...hosts].map(aceName).join(' ')];
      }
    }
    const put = this.#metadata.get(key);
    return put === undefined ? [] : [put];
  }

  #envelopeFrom(): readonly string[] {
    const sender =
      this.#envelopeSender ??
      guessEnvelopeSender(this.#fields, () => this.relays, this.#settings.envelopeSenderHeader);
    return sender === undefined ? [] : [sender];
  }
}

function aceName(host: string): string {
  return /^[\w.:[\]-]*$/.test(host) ? host.toLowerCase() : toAce(host);
}

function displayName(name: string): string {
  const decoded = decodeText(name);
  if (!/[^ \t\n\r\f\v]/.test(decoded)) return decoded;
  const squeezed = decoded.replace(/[ \t\n\r\f\v]+/g, ' ').replace(/^ | $/g, '');
  return /^'.*'$/.test(squeezed) && squeezed.length > 1 ? squeezed.slice(1, -1) : squeezed;
}
