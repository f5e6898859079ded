/**
 * The kinds of quarantined mail, by contents category: how the file names begin and what Delivered-To says
 * (amavisd-new: virus-%m, banned-%m, spam-%m.gz, badh-%m).
 */
import type { CategoryName } from '../verdict/category.ts';

export const QUARANTINE_KINDS = [
  'virus',
  'banned',
  'unchecked',
  'spam',
  'badh',
  'oversized',
  'other',
] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

export function kindOf(category: CategoryName): QuarantineKind {
  switch (category) {
    case 'virus':
    case 'banned':
    case 'unchecked':
    case 'spam':
    case 'oversized':
      return category;
    case 'spammy':
      return 'spam';
    case 'bad-header':
      return 'badh';
    case 'mta':
    case 'clean':
      return 'other';
  }
}

export function deliveredTo(kind: QuarantineKind): string {
  return kind === 'badh' ? 'bad-header-quarantine' : `${kind}-quarantine`;
}
