/**
 * What the views of a message depend on besides the message: settings of the site, in SpamAssassin's terms (spec 1.9). The
 * rule engine reads them from its files; without rule files the defaults of SpamAssassin 4.0.1 count.
 */
import type { NetworkSettings } from './relays/networks.ts';
import { NO_NETWORKS } from './relays/networks.ts';
import { PUBLIC_SUFFIXES } from './uri/domains.ts';
import type { Domains } from './uri/domains.ts';

export interface ViewSettings {
  readonly domains: Domains;
  readonly networks: NetworkSettings;
  /** The one header that tells the envelope sender; undefined: the usual ones are asked. */
  readonly envelopeSenderHeader: string | undefined;
  readonly alwaysTrustEnvelopeSender: boolean;
  /** Headers in which webmail tells its client's address. */
  readonly originatingIpHeaders: readonly string[];
  /** Each gives the URI that a redirector's URI carries, or undefined. Asked in order until one answers. */
  readonly redirectors: readonly ((uri: string) => string | undefined)[];
  readonly parseDkimUris: boolean;
  readonly normalizeCharset: boolean;
  /** Longer renderings of a part are cut, in characters. */
  readonly bodyPartScanChars: number;
  readonly rawbodyPartScanBytes: number;
}

export const DEFAULT_VIEW_SETTINGS: ViewSettings = {
  domains: PUBLIC_SUFFIXES,
  networks: NO_NETWORKS,
  envelopeSenderHeader: undefined,
  alwaysTrustEnvelopeSender: false,
  originatingIpHeaders: [],
  redirectors: [],
  parseDkimUris: true,
  normalizeCharset: true,
  bodyPartScanChars: 50_000,
  rawbodyPartScanBytes: 500_000,
};
