/**
 * The policy of one recipient, fully resolved: every look-up done, no undefined left that means "ask again".
 * Semantics: amavisd-new's settings of the same meaning. Made by lib/policy/resolve.ts, read by lib/verdict.
 */
import type { Mailbox } from '../address.ts';
import type { Destiny } from '../verdict/category.ts';

/** The categories a site can set a destiny, a lover, a quarantine for. */
export const BLOCKABLE = ['virus', 'banned', 'unchecked', 'spam', 'bad_header', 'oversized'] as const;
export type Blockable = (typeof BLOCKABLE)[number];

/** The checks that a recipient can bypass; network: what the spam check asks of other machines. */
export const BYPASSABLE = ['virus', 'banned', 'spam', 'network', 'bad_header'] as const;
export type Bypassable = (typeof BYPASSABLE)[number];

export interface Levels {
  /** null: spam headers are always added (amavisd-new's undef). */
  readonly tag: number | null;
  /** null: this level is never reached. */
  readonly tag2: number | null;
  readonly tag3: number | null;
  readonly kill: number | null;
  /** At or above: no DSN. null: no cutoff. */
  readonly dsnCutoff: number | null;
  /** At or above: no spam quarantine. null: no cutoff. */
  readonly quarantineCutoff: number | null;
}

export interface RecipientPolicy {
  readonly recipient: Mailbox;
  readonly local: boolean;
  readonly levels: Levels;
  readonly destiny: Readonly<Record<Blockable, Destiny>>;
  readonly lover: Readonly<Record<Blockable, boolean>>;
  readonly bypass: Readonly<Record<Bypassable, boolean>>;
  /** Whether a blocked message (for unchecked and bad_header: any such message) goes into the quarantine. */
  readonly quarantine: Readonly<Record<Blockable, boolean>>;
  /** Put in front of the Subject; '' for none. */
  readonly subjectTag: Readonly<Record<'virus' | 'unchecked' | 'tag3' | 'tag2' | 'tag', string>>;
  /** Address extension without the delimiter; '' for none. */
  readonly addressExtension: Readonly<Record<'virus' | 'banned' | 'spam' | 'bad_header', string>>;
  /** Largest message that this recipient takes, bytes; null for no limit. */
  readonly messageSizeLimitBytes: number | null;
  /** The sender is on a welcome list (amavisd-new: whitelisted) for this recipient. */
  readonly welcomed: boolean;
  /** The sender is on a block list (blacklisted) for this recipient. Both can be true. */
  readonly blocked: boolean;
  /** Sum of the soft scores that this recipient gives the sender; 0 when none matched. */
  readonly senderScore: number;
  /** Remove X-Spam-* fields that came with the message. */
  readonly removeSpamHeaders: boolean;
  /** Tag the subject although a good signature covers it, and does not verify any more. */
  readonly tagsSignedSubject: boolean;
}

/** What holds for the message as a whole and the verdict needs. */
export interface SitePolicy {
  /** Every 5xx decision becomes a 4xx one. */
  readonly softBounce: boolean;
  readonly hostname: string;
  /** Under this name Authentication-Results are told. */
  readonly authservId: string;
  readonly tellsResults: boolean;
  /** Those that came in under our name are removed. */
  readonly removesForgedResults: boolean;
  readonly domain: string;
  /** Postfix's recipient_delimiter, a set of characters; '' for none. */
  readonly recipientDelimiter: string;
  /** Replace an extension that the recipient address already has. */
  readonly replaceExistingExtension: boolean;
  /** Virus names that count as points instead of as a virus; first match wins. */
  readonly virusScores: readonly { readonly pattern: RegExp; readonly score: number }[];
  /** What a check that could not run, or not completely, means. */
  readonly onFailure: Readonly<Record<'virus' | 'virusOversize' | 'spam', FailureChoice>>;
}

/** tempfail: try again later. tag: category unchecked. pass: as if the check had found nothing. */
export const FAILURE_CHOICES = ['tempfail', 'tag', 'pass'] as const;
export type FailureChoice = (typeof FAILURE_CHOICES)[number];
