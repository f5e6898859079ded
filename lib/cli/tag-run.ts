/**
 * What `mailsift tag` works with on all messages of a run: settings, rules, log. Nothing here fails: without settings or
 * rules every message comes out as it is, and the log says why.
 */
import { hostname } from 'node:os';
import { LEARNING_LIMIT_MS, runAfterwards } from '../check/spam/afterwards.ts';
import { loadSettings, type Settings } from '../config/load.ts';
import { Deadline } from '../deadline.ts';
import { describeError, UsageError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import type { Log } from '../log/log.ts';
import { languageOf } from '../rules/cf/language.ts';
import { lintRules } from '../rules/lint/lint-rules.ts';
import { reportSettings } from '../rules/report/settings.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { LoadedRules } from '../rules/remembered-rules.ts';
import { unmarked } from '../markup/original.ts';
import { tagMessage, type TagOptions } from '../tag/tag.ts';
import { tellRules, tellScan } from './tag-debug.ts';
import type { DebugLog } from './debug-log.ts';
import { environment } from './environment.ts';
import { applyOverrides } from './overrides.ts';
import { openRunLog } from './run-log.ts';
import type { TagRequest } from './tag-options.ts';
import { reportMessage, type ReportPurpose } from './tag-report.ts';
import { loadTagRules, tagRuleSources } from './tag-rules.ts';
import { tagScanner } from './tag-scanner.ts';
import { version } from './version.ts';

export interface Marked {
  readonly pieces: Iterable<Buffer>;
  /** undefined: nobody knows, the rules could not be asked. */
  readonly isSpam: boolean | undefined;
  /** To be done when the message has been written to its end. Never rejects. */
  readonly afterwards: () => Promise<void>;
}

export const nothing = (): Promise<void> => Promise.resolve();

export interface TagRun {
  readonly log: Log;
  readonly told: DebugLog;
  /** The message as it goes out, with the report behind it if asked for. */
  marked(source: ByteSource, withReport: boolean): Promise<Marked>;
  /** The message as it was before it was marked. */
  unmarked(source: ByteSource): ByteSource;
  /** Tells the collaborative networks of the message; false when none has heard it. Never rejects. */
  reported(source: ByteSource, purpose: ReportPurpose): Promise<boolean>;
  /** When all is done. Never rejects. */
  close(): Promise<void>;
}

export async function openTagRun(request: TagRequest, told: DebugLog): Promise<TagRun> {
  let settings: Settings;
  try {
    settings = await readSettings(request);
  } catch (thrown) {
    return runWithoutSettings(describeError(thrown), told);
  }
  const log = openRunLog(settings);
  const rules = rulesOnce(request, settings, told);
  const scanner = tagScanner({
    settings,
    rules,
    virus: !request.flags.has('no-virus'),
    required: requiredOf(request),
    learns: !request.flags.has('test-mode'),
  });
  const options: TagOptions = {
    scan: scanner.scan,
    required: requiredOf(request),
    defaultRequired: settings.spam.requiredScore,
    site: {
      hostname: hostname(),
      mailsiftVersion: version(),
      nowMs: Date.now(),
    },
    random: Math.random,
  };
  return {
    log,
    told,
    async marked(source, withReport) {
      let tasks: readonly (() => Promise<void>)[] = [];
      const tagged = await tagMessage(source, options, scan => {
        tasks = scan.result.afterwards;
        for (const remark of scan.remarks) log.warn(remark);
        tellScan(scan, told);
      });
      for (const why of tagged.trouble) {
        log.error(`tag: ${why}; the message went on without this check`);
        told.debug('check', why);
      }
      const report = withReport ? tagged.report() : undefined;
      const pieces = report === undefined ? tagged.pieces : followed(tagged.pieces, report);
      const afterwards = async (): Promise<void> => {
        for (const remark of await runAfterwards(tasks, new Deadline(LEARNING_LIMIT_MS))) log.warn(remark);
      };
      return { pieces, isSpam: tagged.isSpam, afterwards };
    },
    unmarked(source) {
      try {
        return unmarked(source, () => reportSettings(rules().set).rewrites);
      } catch (thrown) {
        log.error(`tag: ${describeError(thrown)}; the message went on unchanged`);
        return source;
      }
    },
    async reported(source, purpose) {
      try {
        const clean = unmarked(source, () => reportSettings(rules().set).rewrites);
        return await reportMessage(clean, purpose, rules().set, settings, told);
      } catch (thrown) {
        told.error(`tag: ${describeError(thrown)}`);
        return false;
      }
    },
    close: scanner.close,
  };
}

/** Gives the exit status: 1 when there are faults. */
export async function lint(request: TagRequest, told: DebugLog): Promise<0 | 1> {
  try {
    const { set } = rulesOnce(request, await readSettings(request), told)();
    const errors = lintRules(set, { warnings: false });
    for (const { file, line, text } of errors) told.warn(`config: ${text}, in "${file}" (line ${line})`);
    if (errors.length === 0) return 0;
    told.warn(`lint: ${errors.length} issues detected, please rerun with debug enabled for more information`);
  } catch (thrown) {
    told.error(`config: ${describeError(thrown)}`);
  }
  return 1;
}

/** For what needs no messages. Throws when they cannot be read. */
export async function tagRules(
  request: TagRequest,
  told: DebugLog,
): Promise<{ readonly settings: Settings; readonly set: RuleSet }> {
  const settings = await readSettings(request);
  return { settings, set: rulesOnce(request, settings, told)().set };
}

async function readSettings({ flags, values }: TagRequest): Promise<Settings> {
  const file = values.get('config')?.at(-1);
  const rules = values.get('rules') ?? [];
  const configured = await loadSettings(file === undefined ? {} : { file });
  return applyOverrides(configured, {
    bayes: !flags.has('no-bayes'),
    local: flags.has('local-only'),
    ...(rules.length === 0 ? {} : { rules }),
  });
}

function requiredOf({ values }: TagRequest): number | undefined {
  const given = values.get('required')?.at(-1);
  return given === undefined ? undefined : Number(given);
}

/** Read at the first question. */
function rulesOnce(request: TagRequest, settings: Settings, told: DebugLog): () => LoadedRules {
  let loaded: LoadedRules | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    const personal = { ...environment(), language: languageOf(process.env) };
    const sources = tagRuleSources(request, settings.spam.rules, personal);
    loaded = loadTagRules(request, settings, sources, personal);
    tellRules(sources, loaded.set, told);
    if (loaded.set.rules.size === 0)
      throw new UsageError('no rules were found; see mailsift tag --help, Rules');
    return loaded;
  };
}

function runWithoutSettings(why: string, told: DebugLog): TagRun {
  const log = openRunLog(undefined);
  log.error(`tag: ${why}; the message went on unchanged`);
  told.debug('config', why);
  return {
    log,
    told,
    marked: source => Promise.resolve({ pieces: source.chunks(), isSpam: undefined, afterwards: nothing }),
    unmarked: source => source,
    reported: () => Promise.resolve(false),
    close: nothing,
  };
}

function* followed(pieces: Iterable<Buffer>, text: string): Generator<Buffer> {
  yield* pieces;
  yield Buffer.from(text, 'latin1');
}
