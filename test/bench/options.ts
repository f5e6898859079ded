/** What is to be measured. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]
  --rounds N       rounds (default 30)
  --only NAME      only rows whose name begins with NAME; repeatable
  --message FILE   this message instead of one of 3 kB made for it
  --corpus FOLDER  the 500 messages of the throughput section, and 1,000 to be learnt, from here instead of made ones
  --markdown       tables in Markdown, for the README
  --plot FILE      also time against message size, as SVG
  --postfix        also messages a second through a Postfix of its own (as root)
Peers that are not installed are left out. Everything runs on loopback, in a private folder, and is ended at the end.
`;

export interface Options {
  readonly rounds: number;
  readonly only: readonly string[];
  readonly message?: string;
  readonly corpus?: string;
  readonly markdown: boolean;
  readonly plot?: string;
  readonly postfix: boolean;
}

/** null: help is wanted. Throws for what it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '30' },
      only: { type: 'string', multiple: true, default: [] },
      message: { type: 'string' },
      corpus: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      plot: { type: 'string' },
      postfix: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, ...rest } = values;
  if (help) return null;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds}: not a number of rounds`);
  return { ...rest, rounds };
}
