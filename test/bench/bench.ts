/**
 * Measures mailsift and its peers on this machine, in turn, on the same messages, in a clean environment (as pipe(8) runs
 * a filter), with local tests only: see --help, or options.ts. Prints tables; the README shows the last ones.
 *
 * Whatever is started here is ended and removed, also on INT and TERM. Exit status: 0, 1 for trouble, 64 for misuse.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { learners, LESSONS } from './learners.ts';
import { makeMessage } from './messages.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { startAll } from './peers/all.ts';
import { FILTER_ROW } from './peers/mailsift.ts';
import { isMissing, WORKERS, type Contender, type Ground, type MessageFile } from './peers/peer.ts';
import { CLIENT_ROW } from './peers/spamassassin.ts';
import { POSTFIX_MESSAGES, runPostfix } from './postfix.ts';
import { passTable, rateTable } from './report.ts';
import { runRounds } from './rounds.ts';
import { runSizes } from './sizes.ts';
import { startRunner } from './runner.ts';
import { markdownTable, textTable, type Table } from './table.ts';
import { manyMessages, MESSAGES, runThroughput } from './throughput.ts';

const MESSAGE_BYTES = 3000;
/** One of its rounds takes as long as many of the others. */
const ROUNDS_PER_THROUGHPUT_ROUND = 10;
const ROUNDS_PER_PLOT_ROUND = 6;
const SIGNAL_GRACE_MS = 100;
const PLOTTED = [FILTER_ROW, CLIENT_ROW];

const tell = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

async function bench(options: Options, stack: AsyncDisposableStack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-bench-'));
  chmodSync(folder, 0o755);
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));
  const ground: Ground = { folder, stack, runner: stack.use(startRunner()), cores: availableParallelism() };
  const wanted = (name: string) =>
    options.only.length === 0 || options.only.some(part => name.startsWith(part));
  const print = (table: Table) => {
    tell('');
    process.stdout.write(`${options.markdown ? markdownTable(table) : textTable(table)}\n\n`);
  };

  const { rows, batches, versions } = await startAll(ground, wanted, tell);
  const message = messageFile(folder, options.message);
  tell('');
  process.stdout.write(
    `${machine()}; ${versions.join(', ')}; message of ${message.bytes.length} bytes, ${options.rounds} rounds\n\n`,
  );
  if (rows.length > 0) print(passTable(await runRounds(rows, message, { rounds: options.rounds, tell })));

  if (options.plot !== undefined) {
    const compared = rows.filter((row): row is Contender => !isMissing(row) && PLOTTED.includes(row.name));
    const rounds = Math.ceil(options.rounds / ROUNDS_PER_PLOT_ROUND);
    const { svg, table } = await runSizes(compared, { folder, rounds, tell });
    writeFileSync(options.plot, svg);
    print(table);
  }

  if (batches.length > 0) {
    const files = manyMessages(folder, MESSAGES, options.corpus);
    const throughput = {
      runner: ground.runner,
      rounds: Math.ceil(options.rounds / ROUNDS_PER_THROUGHPUT_ROUND),
      tell,
    };
    print(rateTable(`${MESSAGES} messages`, await runThroughput(batches, files, throughput)));
  }

  const teachers = learners(ground, wanted);
  if (teachers.length > 0) {
    const files = manyMessages(folder, LESSONS, options.corpus);
    const rounds = Math.ceil(options.rounds / ROUNDS_PER_THROUGHPUT_ROUND);
    const rates = await runThroughput(teachers, files, { runner: ground.runner, rounds, tell });
    print(rateTable(`${LESSONS} messages learnt`, rates));
  }

  if (options.postfix) {
    const rounds = Math.ceil(options.rounds / ROUNDS_PER_THROUGHPUT_ROUND);
    const rates = await runPostfix({ rounds, stack, tell });
    if (rates === null) process.stderr.write('--postfix: needs Postfix, and root\n');
    else print(rateTable(`Postfix, ${WORKERS} pipe processes, ${POSTFIX_MESSAGES} messages`, rates));
  }
}

function messageFile(folder: string, given: string | undefined): MessageFile {
  if (given !== undefined) return { path: given, bytes: readFileSync(given) };
  const [path, bytes] = [join(folder, 'message.eml'), makeMessage('text', MESSAGE_BYTES)];
  writeFileSync(path, bytes, { mode: 0o644 });
  return { path, bytes };
}

function machine(): string {
  const name = execFileSync('uname', ['-sm'], { encoding: 'utf8' }).trim();
  return `${name} ${release()}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown processor'}`;
}

/** Status to exit with. */
async function main(): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n${USAGE}`);
    return 64;
  }
  if (options === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stack = new AsyncDisposableStack();
  const interrupted = new Promise<number>(resolve => {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.on(signal, () => resolve(status));
    }
  });
  const work = bench(options, stack).then(
    () => 0,
    async (thrown: unknown) => {
      // A signal to all the processes of a terminal may meet a command first.
      await sleep(SIGNAL_GRACE_MS);
      if (stack.disposed) return 1;
      process.stderr.write(
        `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`,
      );
      return 1;
    },
  );
  const status = await Promise.race([work, interrupted]);
  await stack.disposeAsync();
  return status;
}

process.exit(await main());
