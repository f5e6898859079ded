/**
 * What a recipient thinks of the senders of a message: the envelope sender, and the authors in the From field.
 *
 * Welcome and block: for each sender the recipient's own tables are asked first, then the site's; the first table with
 * an opinion decides for this sender, and one sender who is on the list is enough. Both can come out true.
 * Scores: of every entry that matches the recipient, the first table that knows the sender counts; all of it is added
 * up, over entries and over senders. (amavisd-new 2.13: white/blacklist maps, score_sender_maps.)
 */
import type { Settings } from '../config/load.ts';
import { lookupAll, lookupFailure, lookupFirst, type Lookup } from '../lookup/lookup.ts';
import type { AddressQuery } from '../lookup/query.ts';
import type { Table } from '../lookup/table.ts';
import type { Note } from './ask.ts';

export interface SenderOpinion {
  readonly welcomed: boolean;
  readonly blocked: boolean;
  readonly senderScore: number;
}

export function judgeSenders(
  settings: Settings['senders'],
  recipient: AddressQuery,
  senders: readonly AddressQuery[],
  note: Note,
): SenderOpinion {
  return {
    welcomed: isListed(settings.perRecipientWelcome, settings.welcome, recipient, senders, note),
    blocked: isListed(settings.perRecipientBlock, settings.block, recipient, senders, note),
    senderScore: sumScores(settings.scores, recipient, senders, note),
  };
}

function isListed(
  own: Lookup<readonly Table<boolean>[]>,
  site: Lookup<boolean>,
  recipient: AddressQuery,
  senders: readonly AddressQuery[],
  note: Note,
): boolean {
  const found = lookupFirst(own.tables, recipient);
  if (found.status === 'failed') throw lookupFailure(own.name, found.error);
  const lists: readonly Lookup<boolean>[] = [
    { name: own.name, tables: found.status === 'found' ? found.value : [], unmatched: false },
    site,
  ];
  return senders.map(sender => isOnFirst(lists, sender, note)).includes(true);
}

/** The first list that knows the sender decides, also when it says no. */
function isOnFirst(lists: readonly Lookup<boolean>[], sender: AddressQuery, note: Note): boolean {
  for (const { name, tables } of lists) {
    const result = lookupFirst(tables, sender);
    if (result.status === 'failed') throw lookupFailure(name, result.error);
    if (result.status === 'absent') continue;
    note({ name, value: result.value, via: `${result.via}, sender ${sender.mailbox}` });
    return result.value;
  }
  return false;
}

function sumScores(
  scores: Lookup<readonly Table<number>[]>,
  recipient: AddressQuery,
  senders: readonly AddressQuery[],
  note: Note,
): number {
  const entries = lookupAll(scores.tables, recipient);
  if (entries.status === 'failed') throw lookupFailure(scores.name, entries.error);
  let sum = 0;
  for (const sender of senders) {
    for (const { value: tables } of entries.values) {
      const result = lookupFirst(tables, sender);
      if (result.status === 'failed') throw lookupFailure(scores.name, result.error);
      if (result.status === 'absent') continue;
      note({ name: scores.name, value: result.value, via: `${result.via}, sender ${sender.mailbox}` });
      sum += result.value;
    }
  }
  return sum;
}
