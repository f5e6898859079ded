/**
 * Lists of networks as trusted_networks and its kin write them (spec 1.3): `a.b.c.d[/len]`, truncated quads, IPv6, `!` for
 * an exception. The first entry that contains the address decides.
 */
export interface NetworkList {
  /** Somebody set it; the loopback networks alone do not count. */
  readonly configured: boolean;
  contains(ip: string): boolean;
}

export interface NetworkSettings {
  readonly trusted: NetworkList;
  readonly internal: NetworkList;
  readonly msa: NetworkList;
}

const LOOPBACK = ['127.0.0.0/8', '::1'];

/** `entries` in the order written; loopback: 127/8 and ::1 come first, as in trusted_networks and internal_networks. */
export function networkList(entries: readonly string[], loopback: boolean): NetworkList {
  const all = [...(loopback ? LOOPBACK : []), ...entries];
  return { configured: entries.length > 0, contains: ip => all.includes(ip) };
}

export const NO_NETWORKS: NetworkSettings = {
  trusted: networkList([], true),
  internal: networkList([], true),
  msa: networkList([], false),
};
