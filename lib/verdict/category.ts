/**
 * Contents categories, in amavisd-new's words and order (its CC_ constants): the highest one that a message has for a
 * recipient is its main category. Minor codes tell kinds of the same category apart.
 */
export const CATEGORY_RANK = {
  clean: 1,
  mta: 2,
  oversized: 3,
  'bad-header': 4,
  spammy: 5,
  spam: 6,
  unchecked: 7,
  banned: 8,
  virus: 9,
} as const;

export type CategoryName = keyof typeof CATEGORY_RANK;

export interface Category {
  readonly name: CategoryName;
  /** clean 1 tag · bad-header 1 mime 2 8bit 3 control 4 whitespace 5 long 6 syntax 7 missing 8 duplicate · spammy 1 tag3 · unchecked 1 encrypted 2 over limits 3 ambiguous; 0 otherwise */
  readonly minor: number;
}

/** What happens to a message for a recipient that its category blocks. */
export const DESTINIES = ['pass', 'discard', 'bounce', 'reject', 'tempfail'] as const;
export type Destiny = (typeof DESTINIES)[number];
