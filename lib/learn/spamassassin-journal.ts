/**
 * SpamAssassin's journal (bayes_journal): what has been learnt or seen and was not put into the database yet (spec 5.5). Applies
 * it to tokens, messages and totals as `sa-learn --sync` would: tokens that were seen get their times last.
 */
import type { ByteSource } from '../io/source.ts';
import type { MessageClass, TokenCounts } from '../store/bayes/bayes-store.ts';
import { textLines } from './text-lines.ts';

export interface Database {
  readonly tokens: Map<string, TokenCounts>;
  readonly seen: Map<string, MessageClass>;
  readonly totals: { spam: number; ham: number };
}

export function applyJournal(journal: ByteSource, { tokens, seen, totals }: Database): void {
  const touched = new Map<string, number>();
  for (const line of textLines(journal)) {
    const [, kind = '', rest = ''] = /^([tcnm]) (.*)$/s.exec(line) ?? [];
    switch (kind) {
      case 't': {
        const [, atime = '', hex = ''] = /^(\d+) ([\da-f]{10})$/i.exec(rest) ?? [];
        if (hex !== '') touched.set(bytes(hex), Math.max(Number(atime), touched.get(bytes(hex)) ?? 0));
        break;
      }
      case 'c': {
        const [, spam = '', ham = '', atime = '', hex = ''] =
          /^(-?\d+) (-?\d+) (\d+) ([\da-f]{10})$/i.exec(rest) ?? [];
        if (hex !== '') change(tokens, bytes(hex), Number(spam), Number(ham), Number(atime));
        break;
      }
      case 'n': {
        const [, spam = '0', ham = '0'] = /^(-?\d+) (-?\d+)$/.exec(rest) ?? [];
        totals.spam = Math.max(0, totals.spam + Number(spam));
        totals.ham = Math.max(0, totals.ham + Number(ham));
        break;
      }
      case 'm': {
        const [, flag = '', id = ''] = /^([hsf]) (.+)$/s.exec(rest) ?? [];
        if (flag === 'f') seen.delete(id);
        else if (id !== '') seen.set(id, flag === 's' ? 'spam' : 'ham');
      }
    }
  }
  for (const [key, atimeS] of touched) {
    const counts = tokens.get(key);
    if (counts !== undefined && counts.atimeS < atimeS) tokens.set(key, { ...counts, atimeS });
  }
}

function change(
  tokens: Map<string, TokenCounts>,
  key: string,
  spamChange: number,
  hamChange: number,
  atimeS: number,
): void {
  const before = tokens.get(key) ?? { spam: 0, ham: 0, atimeS: 0 };
  const [spam, ham] = [Math.max(0, before.spam + spamChange), Math.max(0, before.ham + hamChange)];
  if (spam === 0 && ham === 0) tokens.delete(key);
  else tokens.set(key, { spam, ham, atimeS: Math.max(before.atimeS, atimeS) });
}

function bytes(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}
