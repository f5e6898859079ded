/**
 * The way of a message, from its Received fields, and how far it can be trusted (spec 2.8). From the newest field down a
 * relay is trusted while its address is in trusted_networks or its client authenticated; without configured networks,
 * while the address is private. Behind a relay in msa_networks everything stays as it is.
 */
import { findIpAddress } from './ip-address.ts';
import type { NetworkList, NetworkSettings } from './networks.ts';
import { bareSender, parseReceived } from './received/parse-received.ts';
import type { Handover } from './received/parse-received.ts';
import type { Relay, Relays } from './relay.ts';

/** Mail with more fields loops, or is hostile; the oldest are left out. */
const MAX_RECEIVED_FIELDS = 2000;

/** `received`: decoded values, newest first. `originating`: values of the headers in which webmail tells its client. */
export function readRelays(
  received: readonly string[],
  originating: readonly string[],
  networks: NetworkSettings,
): Relays {
  const walk = new TrustWalk(networks);
  let senderOfNext: string | undefined;
  for (const value of [...received.slice(0, MAX_RECEIVED_FIELDS), ...originatingFields(originating)]) {
    const reading = parseReceived(value);
    const sender = senderOfNext;
    senderOfNext = undefined;
    switch (reading.kind) {
      case 'relay':
        walk.pass(sender === undefined ? reading.relay : { ...reading.relay, envelopeFrom: sender });
        break;
      case 'sender of next':
        if (reading.envelopeFrom !== undefined) senderOfNext = bareSender(reading.envelopeFrom) || undefined;
        walk.passOver();
        break;
      case 'fetched':
        walk.startAgain();
        walk.passOver();
        break;
      case 'unparseable':
        walk.unparseable += 1;
        walk.passOver();
        break;
      case 'skip':
        walk.passOver();
        break;
    }
  }
  return walk.finish();
}

function originatingFields(values: readonly string[]): readonly string[] {
  return values.flatMap(value => {
    const ip = findIpAddress(value);
    return ip === undefined ? [] : [`from X-Originating-IP: ${ip}`];
  });
}

class TrustWalk {
  readonly #networks: NetworkSettings;
  #trusted: Relay[] = [];
  readonly #untrusted: Relay[] = [];
  #internal: Relay[] = [];
  #external: Relay[] = [];
  #inTrusted = true;
  #inInternal = true;
  #foundMsa = false;
  /** A fetcher's mark counts only in the trusted part. */
  #fetcherCounts = true;
  #lastTrusted = -1;
  #lastInternal = -1;
  unparseable = 0;

  constructor(networks: NetworkSettings) {
    this.#networks = networks;
  }

  pass(handover: Handover): void {
    const isMsa = this.#inTrusted && !this.#foundMsa && this.#judge(handover);
    const relay: Relay = { ...handover, isInternal: this.#inInternal, isMsa };
    this.#fetcherCounts = this.#inTrusted;
    (this.#inTrusted ? this.#trusted : this.#untrusted).push(relay);
    (this.#inInternal ? this.#internal : this.#external).push(relay);
    this.passOver();
  }

  /** The indexes count fields, also those that tell of no relay. */
  passOver(): void {
    if (this.#inTrusted) this.#lastTrusted += 1;
    if (this.#inInternal) this.#lastInternal += 1;
  }

  startAgain(): void {
    if (!this.#fetcherCounts) return;
    this.#trusted = [];
    this.#internal = [];
    this.#external = [];
  }

  finish(): Relays {
    return {
      trusted: this.#trusted,
      untrusted: this.#untrusted,
      internal: this.#internal,
      external: this.#external,
      unparseable: this.unparseable,
      lastTrustedIndex: this.#lastTrusted,
      lastInternalIndex: this.#lastInternal,
    };
  }

  /** Ends the trust where it has to end; whether the relay is a submission server. */
  #judge(handover: Handover): boolean {
    const { trusted, internal, msa } = this.#networks;
    const authenticated = handover.auth !== '';
    if (!trusted.configured && !internal.configured) {
      if (!authenticated && !handover.isPrivate) this.#endTrust();
      return false;
    }
    const in_ = (list: NetworkList): boolean => authenticated || list.contains(handover.ip);
    if (!in_(trusted.configured ? trusted : internal)) {
      this.#endTrust();
      return false;
    }
    if (!in_(internal.configured ? internal : trusted)) this.#inInternal = false;
    this.#foundMsa = msa.contains(handover.ip);
    return this.#foundMsa;
  }

  #endTrust(): void {
    this.#inTrusted = false;
    this.#inInternal = false;
  }
}
