/** What `mailsift tag` asks about one message: the virus scanner of the configuration, if any, and the rules given. */
import { runChecks } from '../check/run.ts';
import { scanSpam } from '../check/spam/scan.ts';
import type { Settings } from '../config/load.ts';
import { Deadline } from '../deadline.ts';
import { describeError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { parseMessage } from '../message/parse.ts';
import type { LoadedRules } from '../rules/remembered-rules.ts';
import { openServices } from '../services.ts';
import type { TagScan } from '../tag/tag.ts';
import { environment } from './environment.ts';

export interface ScannerOptions {
  readonly settings: Settings;
  /** Throws when the rules cannot be read. */
  readonly rules: () => LoadedRules;
  readonly virus: boolean;
  /** Spam from this score on, whatever the rule files say. */
  readonly required: number | undefined;
  /** Whether anything may be learnt without being asked. */
  readonly learns: boolean;
}

export interface TagScanner {
  readonly scan: (source: ByteSource) => Promise<TagScan>;
  /** Never rejects. */
  readonly close: () => Promise<void>;
}

/** The policy of no recipient: what does not concern `tag` is left out. */
const ONLY_VIRUS = { bypass: { virus: false, banned: true, bad_header: true, spam: true, network: true } };

export function tagScanner({ settings, rules, virus, required, learns }: ScannerOptions): TagScanner {
  const { checks, limits, close } = openServices(settings, environment());
  const scanner = virus ? checks.virus : { ...checks.virus, clamd: [], clamscan: null };
  const scan: TagScanner['scan'] = async source => {
    const deadline = new Deadline(settings.timeLimitMs);
    const message = await parseMessage(source, limits);
    const answer = runChecks(message, {}, [ONLY_VIRUS], { ...checks, virus: scanner }, deadline);
    const spam = await scanned();
    return { virus: (await answer).virus, spam };

    async function scanned(): Promise<TagScan['spam']> {
      try {
        const requiredScore = { given: required, otherwise: settings.spam.requiredScore };
        // What is only tried out counts for no sender, and no sender's record for it.
        const reputation = learns ? checks.spam.reputation : undefined;
        const autoLearns = learns && checks.spam.autoLearns !== false;
        const options = { ...checks.spam, rules, requiredScore, autoLearns, reputation };
        return { state: 'done', scan: await scanSpam(message, {}, options, deadline) };
      } catch (thrown) {
        return { state: 'error', why: describeError(thrown) };
      }
    }
  };
  return { scan, close };
}
