/**
 * npm run parity -- [options] PATH...
 *
 * Runs the real SpamAssassin library and mailsift over the same messages with the same rules, local tests only and without
 * Bayes, and tells how far they agree: hit sets, subrules, verdicts at 5.0, scores, and the rules that differ.
 *
 *   PATH...             files, or folders that are walked
 *   --rules PATH        rule files for both (default: /usr/share/spamassassin; repeatable for mailsift)
 *   --reference FILE    hits that SpamAssassin told earlier (.jsonl or .jsonl.gz with paths relative to --root), not its library
 *   --root FOLDER       where the paths of --reference start (default: the working directory)
 *   --every N           only every Nth message
 *   --only RULE         print the messages that differ in this rule
 *   --list              print every message that differs, and how
 *   --minimum PERCENT   exit status 1 when fewer messages have identical hits; --minimum-subrules likewise
 *
 * Exit status: 0; 1 below the minimum; 69 when SpamAssassin's library is not installed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Deadline } from '../../lib/deadline.ts';
import { loadRules } from '../../lib/rules/load-rules.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { EX_UNAVAILABLE } from '../../lib/sysexits.ts';
import { createViews } from '../../lib/views/views.ts';

interface Told {
  readonly file: string;
  readonly score: number;
  readonly hits: readonly string[];
  readonly subs: readonly string[];
}

const STOCK_RULES = '/usr/share/spamassassin';
const REQUIRED = 5;
const TIME_LIMIT_MS = 60_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: 'string', multiple: true, default: [STOCK_RULES] },
    reference: { type: 'string' },
    root: { type: 'string', default: '.' },
    every: { type: 'string', default: '1' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    minimum: { type: 'string', default: '0' },
    'minimum-subrules': { type: 'string', default: '0' },
  },
});

const told =
  options.reference === undefined
    ? askPeer(filesIn(positionals).filter(isWanted))
    : readReference(options.reference).filter(isWanted);
process.exitCode = compare(told);

function isWanted(_: unknown, index: number): boolean {
  return index % Number(options.every) === 0;
}

function filesIn(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap(path =>
      statSync(path).isDirectory()
        ? globSync(`${path}/**/*`).filter(file => statSync(file).isFile())
        : [path],
    )
    .sort();
}

function readReference(file: string): readonly Told[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return linesOf(text).map(one => ({ ...one, file: join(options.root, one.file) }));
}

function linesOf(text: string): readonly Told[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Told);
}

function askPeer(files: readonly string[]): readonly Told[] {
  if (spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status !== 0) {
    process.stderr.write('parity: the library of SpamAssassin is missing: apt-get install spamassassin\n');
    process.exit(EX_UNAVAILABLE);
  }
  const script = join(import.meta.dirname, 'spamassassin-hits.pl');
  const output = execFileSync('perl', [script], {
    input: files.join('\n'),
    env: { ...process.env, RULES: options.rules.join(' ') },
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
  });
  return linesOf(output);
}

function compare(all: readonly Told[]): number {
  const set = loadRules(options.rules, { localTestsOnly: true });
  const settings = viewSettings(set);
  const differing = new Map<string, { missing: number; extra: number; files: string[] }>();
  const count = { hits: 0, subs: 0, verdicts: 0, scores: 0, largest: 0, largestFile: '' };
  const start = performance.now();
  for (const { file, score, hits, subs } of all) {
    const views = createViews(readFileSync(file), { settings });
    const own = runRules(set, views, { scoreSet: 0, deadline: new Deadline(TIME_LIMIT_MS) });
    const hitsDiffer = tally(new Set(hits), new Set(own.hits.map(hit => hit.rule)), file, differing);
    const subsDiffer = tally(new Set(subs), new Set(own.subrules), file, differing);
    if (!hitsDiffer) count.hits += 1;
    if (!subsDiffer) count.subs += 1;
    if (score >= REQUIRED === own.score >= REQUIRED) count.verdicts += 1;
    const difference = Math.abs(score - own.score);
    if (!hitsDiffer && difference < 0.0011) count.scores += 1;
    if (difference > count.largest) Object.assign(count, { largest: difference, largestFile: file });
  }
  const ms = performance.now() - start;
  const percent = (part: number): string => ((100 * part) / all.length).toFixed(2);
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  line(`messages             ${all.length} (${(ms / all.length).toFixed(1)} ms each)`);
  line(`identical hits       ${percent(count.hits)} %`);
  line(`identical subrules   ${percent(count.subs)} %`);
  line(`verdict agrees       ${percent(count.verdicts)} %`);
  line(`score within 0.001   ${count.scores} of the ${count.hits} with identical hits`);
  line(`largest difference   ${count.largest.toFixed(3)} ${count.largestFile}`);
  const rows = [...differing].sort(([, a], [, b]) => b.missing + b.extra - a.missing - a.extra);
  for (const [rule, { missing, extra, files }] of rows) {
    line(
      `${rule.padEnd(36)} missing ${String(missing).padStart(5)}  extra ${String(extra).padStart(5)}  ${files[0]}`,
    );
    if (rule === options.only) for (const file of files) line(`    ${file}`);
  }
  const enough =
    Number(percent(count.hits)) >= Number(options.minimum) &&
    Number(percent(count.subs)) >= Number(options['minimum-subrules']);
  return enough ? 0 : 1;
}

function tally(
  theirs: ReadonlySet<string>,
  ours: ReadonlySet<string>,
  file: string,
  differing: Map<string, { missing: number; extra: number; files: string[] }>,
): boolean {
  const missing = theirs.difference(ours);
  const extra = ours.difference(theirs);
  for (const rule of [...missing, ...extra]) {
    const row = differing.get(rule) ?? { missing: 0, extra: 0, files: [] };
    differing.set(rule, row);
    row[missing.has(rule) ? 'missing' : 'extra'] += 1;
    row.files.push(`${missing.has(rule) ? 'missing' : 'extra  '} ${file}`);
  }
  if (options.list && missing.size + extra.size > 0)
    process.stdout.write(`${file}: missing ${[...missing].join(',')} extra ${[...extra].join(',')}\n`);
  return missing.size + extra.size > 0;
}
