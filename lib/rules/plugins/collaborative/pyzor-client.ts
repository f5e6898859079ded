/**
 * The client program of Pyzor, pyzor(1): how it is called and what it answers.
 *
 * `pyzor check` prints a line for each server: `HOST:PORT TAB (CODE, 'TEXT') TAB REPORTS TAB WELCOMES`, and ends with 0 for
 * a message that was reported and 1 for one that was not; one that failed may lack the counts. Settings: those of
 * SpamAssassin's plugin Pyzor.
 */
import type { Helpers, ProgramAnswer, ProgramRequest } from '../../../net/helpers.ts';
import { durationMs } from '../../duration.ts';
import { perSet } from '../../per-set.ts';
import type { RuleSet } from '../../rule.ts';
import { wordsOf } from '../../words.ts';

export interface PyzorSettings {
  readonly isOn: boolean;
  readonly countMin: number;
  readonly welcomeMin: number;
  readonly welcomeFactor: number;
  readonly timeoutMs: number;
  readonly options: readonly string[];
  readonly path: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 5000;
/** More reports or welcomes than this are those of an empty text, which says nothing. */
const MAX_COUNT = 1_000_000;
const MAX_WELCOMES = 10_000;

export const pyzorSettings = perSet(({ settings, plugins }: RuleSet): PyzorSettings => {
  const isPerl = settings.number('pyzor_perl', 0) !== 0;
  const servers = isPerl ? settings.last('pyzor_server_file') : undefined;
  return {
    // SpamAssassin takes the two together for a mistake, and asks nobody.
    isOn:
      plugins.has('Pyzor') &&
      settings.flag('use_pyzor', true) &&
      !(isPerl && settings.number('pyzor_fork', 1) !== 0),
    countMin: Number(settings.all('pyzor_count_min', 'pyzor_max').at(-1)?.value ?? 5),
    welcomeMin: settings.number('pyzor_welcomelist_min', 10),
    welcomeFactor: settings.number('pyzor_welcomelist_factor', 0.2),
    timeoutMs: durationMs(settings.last('pyzor_timeout')) ?? DEFAULT_TIMEOUT_MS,
    options: [
      ...wordsOf(settings.last('pyzor_options') ?? ''),
      ...(servers === undefined ? [] : ['--servers-file', servers]),
    ],
    path: settings.last('pyzor_path'),
  };
});

/** undefined: it is not installed. */
export function pyzorRequest(
  command: 'check' | 'report' | 'whitelist',
  { path, options, timeoutMs }: PyzorSettings,
  input: Buffer,
  helpers: Helpers,
): ProgramRequest | undefined {
  const program = path ?? helpers.find('pyzor');
  if (program === undefined) return undefined;
  return { path: program, arguments: [...options, command], input, limitMs: timeoutMs };
}

export interface PyzorCounts {
  readonly reports: number;
  readonly welcomes: number;
}

export interface PyzorAnswer {
  /** The sums over all servers, since they do not tell each other. undefined: there is nothing to go by. */
  readonly counts: PyzorCounts | undefined;
  /** What went wrong, with one of the servers at least. */
  readonly trouble: string | undefined;
}

export function readPyzor(answer: ProgramAnswer): PyzorAnswer {
  if (answer.state === 'failed') return { counts: undefined, trouble: answer.why };
  const { output, errors } = answer;
  if (/^Traceback/m.test(output) || /^Traceback/m.test(errors)) {
    const trouble = `pyzor broke down: ${lastLine(errors) ?? lastLine(output) ?? ''}`;
    return { counts: undefined, trouble };
  }
  if (output === '') return { counts: undefined, trouble: lastLine(errors) ?? 'pyzor answered nothing' };
  const lines = output.replace(/\n$/, '').split('\n');
  const told = lines.flatMap(line => countsIn(line) ?? []);
  const unread = lines.find(line => countsIn(line) === undefined);
  return {
    counts: {
      reports: told.reduce((sum, one) => sum + one.reports, 0),
      welcomes: told.reduce((sum, one) => sum + one.welcomes, 0),
    },
    trouble: unread === undefined ? undefined : `pyzor answered "${unread.slice(0, 100)}"`,
  };
}

/** Whether all servers took a report: '', or why not. They answer `HOST:PORT TAB (200, 'OK')`. */
export function readPyzorReport(answer: ProgramAnswer): string {
  if (answer.state === 'failed') return answer.why;
  if (answer.status === 0) return '';
  const refused = answer.output.split('\n').find(line => line !== '' && !line.includes('\t(200,'));
  return `pyzor: ${refused ?? lastLine(answer.errors) ?? `exit status ${answer.status}`}`;
}

function countsIn(line: string): PyzorCounts | undefined {
  const fields = line.split('\t');
  const [reports = '', welcomes = ''] = fields.slice(-2);
  if (fields.length < 4 || !/^\S+$/.test(fields[0] ?? '')) return undefined;
  if (!/^\d+$/.test(reports) || !/^\d+\s*$/.test(welcomes)) return undefined;
  return { reports: Number(reports), welcomes: Number(welcomes) };
}

export function isSpamByPyzor({ reports, welcomes }: PyzorCounts, settings: PyzorSettings): boolean {
  if (reports >= MAX_COUNT || welcomes >= MAX_WELCOMES) return false;
  const isWelcome = welcomes >= settings.welcomeMin && welcomes >= reports * settings.welcomeFactor;
  // Without any report the factor says nothing, and neither do the welcomes.
  return !(isWelcome && reports * settings.welcomeFactor !== 0) && reports >= settings.countMin;
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .at(-1);
}
