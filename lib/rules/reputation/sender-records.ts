/**
 * What earlier mail tells of senders (AWL, TxRep): how many messages, and the sum of their scores. A record is known by an
 * identity (an address, a domain, a host), the network that it wrote from, and who signed for it. All text is byte strings.
 * lib/store/reputation has where records are kept; each implementation gives the same answers.
 */

import { lowerAscii } from '../../views/uri/ace.ts';

export interface SenderKey {
  /** Made by senderId: an address, a domain, an IP address, a HELO name, a message. */
  readonly id: string;
  /** Made by networkOf; `none`: not known, or of no importance. */
  readonly network: string;
  /** '': nobody. */
  readonly signer: string;
}

export interface SenderLookup {
  readonly id: string;
  /** undefined: from anywhere. */
  readonly network: string | undefined;
  /** Any of these; undefined: whoever it is. */
  readonly signers: readonly string[] | undefined;
}

export interface SenderRecord {
  readonly count: number;
  readonly total: number;
}

/** Each is done wholly or not at all, whatever other processes do at the same time. */
export type RecordChange =
  /** More messages; makes the record where there is none. */
  | { readonly kind: 'add'; readonly key: SenderKey; readonly count: number; readonly total: number }
  /** One message less, though never less than one (as TxRep forgets); makes the record where there is none. */
  | { readonly kind: 'take'; readonly key: SenderKey; readonly total: number }
  /** What was said of the identity without a network becomes part of this record; all its others go (AWL). */
  | { readonly kind: 'adopt'; readonly key: SenderKey }
  | { readonly kind: 'remove'; readonly which: SenderLookup };

export interface SenderRecords {
  /**
   * In the order of the lookups: the record that was hit last of those that match; undefined where there is none. What goes
   * wrong with the database is a MailsiftError.
   */
  read(lookups: readonly SenderLookup[]): Promise<readonly (SenderRecord | undefined)[]>;
  /** In order, all of them or none. */
  change(changes: readonly RecordChange[]): Promise<void>;
}

export const NO_NETWORK = 'none';
/** The network of whoever our own users wrote to (TxRep). */
export const WRITTEN_TO = 'WELCOMELIST_OUT';

/** The bytes that a column of SpamAssassin's tables holds. What is longer is never looked up and never kept. */
export const MAX_ID_BYTES = 255;

export function isKeepable({ id, signer }: Pick<SenderKey, 'id' | 'signer'>): boolean {
  return id !== '' && id.length <= MAX_ID_BYTES && signer.length <= MAX_ID_BYTES;
}

/** An identity as records are known by it: lower case, without what is special in SQL or in the keys of DBM files. */
export function senderId(text: string): string {
  return lowerAscii(text).replace(/[\0;'"!|]/g, '_');
}
