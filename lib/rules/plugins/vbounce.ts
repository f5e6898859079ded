/**
 * VBounce (spec 3.9): whether a bounce brings back a message that went out through one of our own relays, by the Received
 * fields in its body. `welcomelist_bounce_relays` lists the relays as globs.
 */
import { bodyText } from '../body-text.ts';
import { perSet } from '../per-set.ts';
import { AddressList, wordsOf } from './address-lists.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

const bounceRelays = perSet(({ settings }) => {
  const list = new AddressList();
  for (const value of settings.values('welcomelist_bounce_relays'))
    for (const glob of wordsOf(value)) list.add(glob);
  return list;
});

const RECEIVED = /^[> ]*Received:/i;

function bodyNamesRelay(context: MessageContext): boolean {
  const { views, set } = context;
  const list = bounceRelays(set);
  if (list.isEmpty) return false;
  const namesRelay = (field: string): boolean =>
    RECEIVED.test(field) && dottedWords(field).some(word => list.has(word));
  if (context.once(bodyText).lines.some(namesRelay)) return true;
  const start = views.full.length - views.bodySizeBytes;
  return fieldsFromReceived(views.full.slice(start)).some(namesRelay);
}

/** Lines from the first Received field on, unfolded. */
function fieldsFromReceived(body: string): readonly string[] {
  const lines = /received:/i.test(body) ? body.split('\n') : [];
  const first = lines.findIndex(line => RECEIVED.test(line));
  const fields: string[][] = [];
  for (const line of first < 0 ? [] : lines.slice(first)) {
    const last = fields.at(-1);
    if (last !== undefined && /^[ \t\r\f\v]/.test(line)) last.push(line);
    else fields.push([line]);
  }
  return fields.map(pieces => pieces.join(''));
}

/** Words with a dot inside, between blanks. The blank behind a word is not seen again: of two neighbours the first counts. */
function dottedWords(text: string): readonly string[] {
  const words: string[] = [];
  let used = 0;
  for (const match of text.matchAll(/[ \t\n\r\f\v]([^ \t\n\r\f\v]+)(?=[ \t\n\r\f\v])/g)) {
    const word = match[1] ?? '';
    const dot = word.indexOf('.', 1);
    if (match.index < used || dot < 0 || dot === word.length - 1) continue;
    words.push(word);
    used = match.index + match[0].length + 1;
  }
  return words;
}

const ownRelay: EvalDefinition = { area: 'any', run: bodyNamesRelay };

export const vbounce: Plugin = {
  name: 'VBounce',
  isDefault: true,
  directives: { welcomelist_bounce_relays: 'addresses' },
  evals: {
    have_any_bounce_relays: { area: 'any', run: ({ set }) => !bounceRelays(set).isEmpty },
    check_welcomelist_bounce_relays: ownRelay,
    check_whitelist_bounce_relays: ownRelay,
  },
};
