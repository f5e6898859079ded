/**
 * How well the rules tell ham from spam, alone and with Bayes:
 *
 *   npm run evaluate -- [--rules PATH]... [--svg FILE] [--explain] HAM_DIR SPAM_DIR
 *   npm run evaluate -- [options] HAM_DIR... -- SPAM_DIR...        (several folders)
 *
 * Of each folder the older half is learnt and the newer half scored, by date. Bayes sees what the senders wrote, without
 * what tells the collection (strip.ts). Prints the share of ham that counts as spam and of spam that is caught at 5.0 (spam)
 * and at 6.3 (kill level), and writes the whole curve as SVG (roc.svg, or FILE). --explain adds the rules with the most hits and
 * the ham with the highest scores. Local tests only. A folder holds one message a file; .json files are left out.
 * Exit status 2 when folders are missing.
 */
import { writeFileSync } from 'node:fs';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { rocPlot } from './roc.ts';
import { runTrial, shareAt, type Trial, type TrialMessage } from './trial.ts';

const LEVELS = [5, 6.3];
const RULES_SHOWN = 30;
const WORST_SHOWN = 15;

interface Arguments {
  readonly rulePaths: readonly string[];
  readonly ham: readonly string[];
  readonly spam: readonly string[];
  readonly svg: string;
  readonly explains: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const rulePaths: string[] = [];
  const folders: { ham: string[]; spam: string[] } = { ham: [], spam: [] };
  let kind: 'ham' | 'spam' = 'ham';
  let svg = 'roc.svg';
  let explains = false;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') kind = 'spam';
    else if (argument === '--rules') rulePaths.push(args[(index += 1)] ?? '');
    else if (argument === '--svg') svg = args[(index += 1)] ?? svg;
    else if (argument === '--explain') explains = true;
    else folders[kind].push(argument);
  }
  const [ham, spam] = folders.ham;
  if (folders.spam.length === 0 && folders.ham.length === 2 && ham !== undefined && spam !== undefined)
    return { rulePaths, ham: [ham], spam: [spam], svg, explains };
  return { rulePaths, ...folders, svg, explains };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2).padStart(6)} %`;
}

function printTable({ ham, spam, learnt }: Trial): void {
  console.log(
    `learnt ${learnt.ham} ham and ${learnt.spam} spam; scored ${ham.length} ham and ${spam.length} spam\n`,
  );
  console.log('                    ham counts as spam     spam caught');
  console.log('                     at 5.0    at 6.3    at 5.0    at 6.3');
  for (const [name, key] of KINDS) {
    const shares = [ham, spam].flatMap(messages =>
      LEVELS.map(level =>
        percent(
          shareAt(
            messages.map(one => one[key]),
            level,
          ),
        ),
      ),
    );
    console.log(`${name.padEnd(18)} ${shares.join('  ')}`);
  }
}

const KINDS = [
  ['local rules alone', 'score'],
  ['with Bayes', 'bayesScore'],
] as const;

function printRules(title: string, { ham, spam }: Trial, by: 'ham' | 'spam'): void {
  const share = (messages: readonly TrialMessage[]): Map<string, number> => {
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

function explain(trial: Trial): void {
  printRules('Most hits in spam', trial, 'spam');
  printRules('Most hits in ham', trial, 'ham');
  console.log('\nHam with the highest scores');
  const worst = [...trial.ham].sort((a, b) => b.bayesScore - a.bayesScore).slice(0, WORST_SHOWN);
  for (const { path, bayesScore, hits } of worst)
    console.log(`${bayesScore.toFixed(1).padStart(5)} ${path}\n      ${hits.join(' ')}`);
}

const { rulePaths, ham, spam, svg, explains } = readArguments(process.argv.slice(2));
if (ham.length === 0 || spam.length === 0) {
  console.error('usage: npm run evaluate -- [--rules PATH]... [--svg FILE] [--explain] HAM_DIR SPAM_DIR');
  process.exitCode = 2;
} else {
  const trial = await runTrial(loadRules(rulePaths), { ham, spam }, Math.trunc(Date.now() / 1000));
  printTable(trial);
  const curve = (key: 'score' | 'bayesScore') => ({
    ham: trial.ham.map(one => one[key]),
    spam: trial.spam.map(one => one[key]),
  });
  const curves = [
    { name: 'local rules alone', colour: '#c0392b', ...curve('score') },
    { name: 'with Bayes', colour: '#2471a3', ...curve('bayesScore') },
  ];
  writeFileSync(svg, rocPlot(curves));
  console.log(`\nthe whole curve: ${svg}`);
  if (explains) explain(trial);
}
