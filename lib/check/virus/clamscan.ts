/**
 * The slow fallback: one run of ClamAV's clamscan program, which loads the whole signature database each time.
 *
 * The items go into files of a private temporary folder, since one run can then scan them all; the folder is removed
 * on every way out. A file counts as clean only if the program printed `FILE: OK` for it and the run ended with 0 or 1
 * (clamscan(1): 0 no virus, 1 virus found, 2 error). Never throws. Items are written to disk as they are: the caller's
 * limits bound them.
 */
import { mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../../errors.ts';
import type { Deadline } from '../../deadline.ts';
import { displayName } from './display-name.ts';
import type { ScanItem } from './items.ts';
import type { ScanOutcome } from './scan-items.ts';

const MAX_OUTPUT_CHARS = 1_000_000;

export async function scanWithClamscan(
  program: string,
  items: Iterable<ScanItem>,
  maxSizeBytes: number,
  deadline: Deadline,
): Promise<ScanOutcome> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'mailsift-clamscan-'));
    const paths = writeItems(folder, items);
    if (paths.length === 0) return { viruses: [], unscanned: [], failure: undefined };
    return readOutput(await run(program, folder, maxSizeBytes, deadline), paths);
  } catch (thrown) {
    return { viruses: [], unscanned: [], failure: describeError(thrown) };
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** `0`, `1` ...: no file name comes from the message. */
function writeItems(folder: string, items: Iterable<ScanItem>): string[] {
  const paths: string[] = [];
  for (const item of items) {
    const path = join(folder, String(paths.length));
    const file = openSync(path, 'wx', 0o600);
    try {
      for (const chunk of item.chunks())
        for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
    } finally {
      closeSync(file);
    }
    paths.push(path);
  }
  return paths;
}

async function run(
  program: string,
  folder: string,
  maxSizeBytes: number,
  deadline: Deadline,
): Promise<{ readonly exitCode: number | undefined; readonly text: string; readonly trouble: string }> {
  const { execa } = await import('execa');
  // Above its own limits clamscan says OK without having looked.
  const limits = [`--max-filesize=${maxSizeBytes}`, `--max-scansize=${maxSizeBytes * 4}`];
  const result = await execa(program, ['--no-summary', '--stdout', '--recursive', ...limits, folder], {
    reject: false,
    stdin: 'ignore',
    timeout: Math.max(1, Math.floor(deadline.remainingMs)),
    forceKillAfterDelay: 1000,
    maxBuffer: MAX_OUTPUT_CHARS,
  });
  const trouble = result.shortMessage ?? '';
  return { exitCode: result.exitCode, text: result.stdout, trouble };
}

function readOutput(
  { exitCode, text, trouble }: Awaited<ReturnType<typeof run>>,
  paths: readonly string[],
): ScanOutcome {
  const lines = text.split('\n');
  const viruses = paths.flatMap(path =>
    lines
      .filter(line => line.startsWith(`${path}: `) && line.endsWith(' FOUND'))
      .map(line => displayName(line.slice(path.length + 2, -' FOUND'.length))),
  );
  const unanswered = paths.filter(
    path =>
      !lines.some(
        line => line === `${path}: OK` || (line.startsWith(`${path}: `) && line.endsWith(' FOUND')),
      ),
  );
  const ended = exitCode === (viruses.length > 0 ? 1 : 0);
  const failure =
    ended && unanswered.length === 0 ? undefined : explain(exitCode, trouble, unanswered.length);
  return { viruses: [...new Set(viruses)], unscanned: [], failure };
}

function explain(exitCode: number | undefined, trouble: string, unanswered: number): string {
  if (exitCode === undefined) return displayName(trouble);
  return `exit status ${exitCode}, ${unanswered} of the files without a result`;
}
