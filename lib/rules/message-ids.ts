/**
 * What a message is known by to the learner, as SpamAssassin knows it (get_msgid, generate_msgid; spec 5.4): an id made of
 * To, Date and body, by which it is noted, and its Message-Id, by which it was noted long ago. Byte strings. Marks that filters leave
 * in the header do not change them.
 */
import { hash } from 'node:crypto';
import type { Views } from '../views/views.ts';

export function messageIds(views: Pick<Views, 'header' | 'undecodedBody'>): readonly string[] {
  const last = (name: string): string => views.header(name).at(-1) ?? '';
  const own = /^[\t-\r ]*<([^]+)>[\t-\r ]*$/.exec(last('Message-Id'))?.[1];
  const made = sha1(`${last('To')}\0${last('Date')}\0${sha1(views.undecodedBody)}`);
  return [`${made}@sa_generated`, ...(own === undefined ? [] : [own])];
}

function sha1(bytes: string): string {
  return hash('sha1', Buffer.from(bytes, 'latin1'), 'hex');
}
