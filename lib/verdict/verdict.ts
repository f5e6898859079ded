/**
 * The decision for one recipient, and what has to be done about it. Pure data, made by lib/verdict/decide.ts from the
 * check reports and the recipient's policy; lib/action carries it out.
 */
import type { Mailbox } from '../address.ts';
import type { RecipientPolicy } from '../policy/policy.ts';
import type { Category, Destiny } from './category.ts';

export interface Verdict {
  readonly policy: RecipientPolicy;
  /** Highest first, each once; never empty. */
  readonly categories: readonly Category[];
  /** The highest category that blocks; null when the message passes. */
  readonly blocking: Category | null;
  /** pass when nothing blocks. */
  readonly destiny: Destiny;
  /** Spam score with soft sender scores and virus name scores; null when no score is known. */
  readonly score: number | null;
  readonly tag: boolean;
  readonly tag2: boolean;
  readonly tag3: boolean;
  readonly kill: boolean;
  readonly reply: Reply;
  readonly quarantine: boolean;
  /** Whether a bounce of our own is due, and if not, why it is suppressed. */
  readonly dsn: { readonly send: true } | { readonly send: false; readonly why: string };
  /** What is changed on the way out; null unless the message passes. */
  readonly edits: Edits | null;
}

/** An SMTP reply as amavisd-new words it: `554 5.7.0 Reject, id=... - INFECTED: Eicar-Signature`. */
export interface Reply {
  readonly code: number;
  readonly status: string;
  readonly text: string;
}

export interface Edits {
  /** Where it goes: the recipient, perhaps with an address extension. */
  readonly deliverTo: Mailbox;
  /** Remove X-Spam-* that came with the message. X-Virus-*, X-Mailsift-*, X-Amavis-* always go. */
  readonly removeSpamHeaders: boolean;
  /** Remove Authentication-Results fields that claim to be from this authserv-id; null: none. */
  readonly forgedResultsOf: string | null;
  /** Whole fields in the order in which they shall stand, folded with `\n`, no final newline. */
  readonly insert: readonly string[];
  /** Goes in front of the Subject; '' for none. */
  readonly subjectTag: string;
}
