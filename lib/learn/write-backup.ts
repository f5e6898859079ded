/**
 * Bayes data in the text form of `sa-learn --backup`, version 3 (spec 5.6): tab separated, counts of messages, then a line a
 * token and a line a message. Gives pieces of some 64 kB, byte strings. A message id that holds a line feed cannot
 * be written in this form and is left out.
 */
import type { BayesContents } from '../store/bayes/bayes-store.ts';

const PIECE_CHARS = 64 * 1024;

export async function* backupPieces({ totals, tokens, seen }: BayesContents): AsyncGenerator<string> {
  let piece =
    'v\t3\tdb_version # this must be the first line!!!\n' +
    `v\t${totals.spam}\tnum_spam\nv\t${totals.ham}\tnum_nonspam\n`;
  for await (const { key, spam, ham, atimeS } of tokens) {
    piece += `t\t${spam}\t${ham}\t${atimeS}\t${Buffer.from(key, 'latin1').toString('hex')}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  for await (const { id, as } of seen) {
    if (id.includes('\n')) continue;
    piece += `s\t${as === 'spam' ? 's' : 'h'}\t${id}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
