/**
 * How well the rules tell ham from spam:  node test/evaluate/evaluate.ts [--rules PATH]... HAM_DIR... -- SPAM_DIR...
 * Prints for each folder the share of messages at 5.0 (spam) and at 6.3 (kill level) and above, the rules with the most
 * hits in ham and in spam, and the ham messages with the highest scores. Local tests only, no Bayes: score set 0.
 * A folder holds one message a file; .json files are left out. Exit status 2 when no folder is named.
 */
import { loadRules } from '../../lib/rules/load-rules.ts';
import { scoreFolder, shareAtLeast } from '../rules/corpus.ts';
import type { ScoredMessage } from '../rules/corpus.ts';

const REQUIRED_SCORE = 5;
const KILL_LEVEL = 6.3;
const RULES_SHOWN = 30;
const WORST_SHOWN = 15;

interface Arguments {
  readonly rulePaths: readonly string[];
  readonly hamFolders: readonly string[];
  readonly spamFolders: readonly string[];
}

function readArguments(args: readonly string[]): Arguments {
  const rulePaths: string[] = [];
  const folders: { ham: string[]; spam: string[] } = { ham: [], spam: [] };
  let kind: 'ham' | 'spam' = 'ham';
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') kind = 'spam';
    else if (argument === '--rules') rulePaths.push(args[(index += 1)] ?? '');
    else folders[kind].push(argument);
  }
  return { rulePaths, hamFolders: folders.ham, spamFolders: folders.spam };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2).padStart(6)} %`;
}

function printShares(kind: string, folder: string, messages: readonly ScoredMessage[]): void {
  const highest = messages.reduce((most, one) => Math.max(most, one.score), -Infinity).toFixed(1);
  const spam = percent(shareAtLeast(messages, REQUIRED_SCORE));
  const kill = percent(shareAtLeast(messages, KILL_LEVEL));
  console.log(
    `${kind} ${folder}: ${messages.length} messages, >= 5.0 ${spam}, >= 6.3 ${kill}, highest ${highest}`,
  );
}

function printRules(
  title: string,
  ham: readonly ScoredMessage[],
  spam: readonly ScoredMessage[],
  by: 'ham' | 'spam',
): void {
  const share = (messages: readonly ScoredMessage[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const rule of messages.flatMap(one => one.hits))
      counts.set(rule, (counts.get(rule) ?? 0) + 1 / messages.length);
    return counts;
  };
  const [inHam, inSpam] = [share(ham), share(spam)];
  const sorted = [...(by === 'ham' ? inHam : inSpam)].sort((a, b) => b[1] - a[1]).slice(0, RULES_SHOWN);
  console.log(`\n${title}\n${'rule'.padEnd(24)}      ham      spam`);
  for (const [rule] of sorted)
    console.log(`${rule.padEnd(24)} ${percent(inHam.get(rule) ?? 0)}  ${percent(inSpam.get(rule) ?? 0)}`);
}

const { rulePaths, hamFolders, spamFolders } = readArguments(process.argv.slice(2));
if (hamFolders.length + spamFolders.length === 0) {
  console.error('usage: evaluate.ts [--rules PATH]... HAM_DIR... -- SPAM_DIR...');
  process.exitCode = 2;
} else {
  const rules = loadRules(rulePaths);
  const scoreAll = (kind: string, folders: readonly string[]): readonly ScoredMessage[] =>
    folders.flatMap(folder => {
      const messages = scoreFolder(rules, folder);
      printShares(kind, folder, messages);
      return messages;
    });
  const ham = scoreAll('ham ', hamFolders);
  const spam = scoreAll('spam', spamFolders);
  printRules('Most hits in spam', ham, spam, 'spam');
  printRules('Most hits in ham', ham, spam, 'ham');
  console.log('\nHam with the highest scores');
  for (const { path, score, hits } of [...ham].sort((a, b) => b.score - a.score).slice(0, WORST_SHOWN))
    console.log(`${score.toFixed(1).padStart(5)} ${path}\n      ${hits.join(' ')}`);
}
