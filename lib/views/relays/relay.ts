/** The hosts that a message passed, as its Received headers tell it (spec 2.8). Byte strings; '' for what is not told. */
export interface Relay {
  /** Without brackets, `IPv6:` and scope; '' where the header tells none. */
  readonly ip: string;
  readonly rdns: string;
  readonly helo: string;
  readonly by: string;
  readonly ident: string;
  /** undefined: not told; '': the null sender. */
  readonly envelopeFrom: string | undefined;
  readonly id: string;
  /** How the client authenticated; '': it did not. */
  readonly auth: string;
  /** The MTA looked for a name and there is none. */
  readonly noReverseDns: boolean;
  readonly isPrivate: boolean;
  readonly isInternal: boolean;
  readonly isMsa: boolean;
}

export interface Relays {
  /** Newest first, each list. `untrusted[0]` is the host that handed the message to the last trusted one. */
  readonly trusted: readonly Relay[];
  readonly untrusted: readonly Relay[];
  readonly internal: readonly Relay[];
  readonly external: readonly Relay[];
  /** Received headers that could not be read. */
  readonly unparseable: number;
  /** Index among the Received headers of the last trusted (internal) one; -1: none. */
  readonly lastTrustedIndex: number;
  readonly lastInternalIndex: number;
}

/** The form in which X-Spam-Relays-Trusted and its kin show relays to rules. */
export function relayString(relays: readonly Relay[]): string {
  return relays.map(showRelay).join(' ');
}

function showRelay(relay: Relay): string {
  const { ip, rdns, helo, by, ident, envelopeFrom = '', id, auth, isInternal, isMsa } = relay;
  const flag = (value: boolean): string => (value ? '1' : '0');
  return `[ ip=${ip} rdns=${rdns} helo=${helo} by=${by} ident=${ident} envfrom=${envelopeFrom} intl=${flag(isInternal)} id=${id} auth=${auth} msa=${flag(isMsa)} ]`;
}
