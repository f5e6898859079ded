/** The hosts that a message passed, as its Received headers tell it (spec 2.8). Byte strings; '' for what is not told. */
export interface Relay {
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
