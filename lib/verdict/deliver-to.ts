/**
 * Where a passed message goes: the recipient, with an address extension if the recipient is local and the highest
 * category that extensions are kept for (virus, banned, spam, bad header) has one: `user+spam@domain`.
 */
import { splitMailbox, type Mailbox } from '../address.ts';
import { splitLocalPart } from '../lookup/split.ts';
import type { RecipientPolicy, SitePolicy } from '../policy/policy.ts';
import type { Category, CategoryName } from './category.ts';

type Extension = keyof RecipientPolicy['addressExtension'];

const EXTENSION: Readonly<Partial<Record<CategoryName, Extension>>> = {
  virus: 'virus',
  banned: 'banned',
  spam: 'spam',
  spammy: 'spam',
  'bad-header': 'bad_header',
};

export function deliverTo(
  policy: RecipientPolicy,
  categories: readonly Category[],
  site: Pick<SitePolicy, 'recipientDelimiter' | 'replaceExistingExtension'>,
): Mailbox {
  const delimiter = site.recipientDelimiter.charAt(0);
  const setting = categories.map(({ name }) => EXTENSION[name]).find(found => found !== undefined);
  const extension = setting === undefined ? '' : policy.addressExtension[setting];
  if (!policy.local || delimiter === '' || extension === '') return policy.recipient;

  const { local, domain } = splitMailbox(policy.recipient);
  const base = site.replaceExistingExtension ? splitLocalPart(local, site.recipientDelimiter).base : local;
  const extended = `${base}${delimiter}${extension}`;
  return policy.recipient.includes('@') ? `${extended}@${domain}` : extended;
}
