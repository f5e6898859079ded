/**
 * `mailsift learn --spam --report`: what was learnt as spam is reported to Pyzor, Razor and DCC as well, once: a message that was
 * known is not reported again, so that a folder may be learnt from every night. Trouble with a network keeps nothing from being
 * learnt; it is told at the end, once for each network.
 */
import { UsageError } from '../errors.ts';
import { openHelpers } from '../net/open-helpers.ts';
import { NETWORKS, report, type Network } from '../rules/plugins/collaborative/report.ts';
import { viewSettings } from '../rules/view-settings.ts';
import type { BayesStore, Lesson } from '../store/bayes/bayes-store.ts';
import { createViews } from '../views/views.ts';
import { environment } from './environment.ts';
import type { LearnRequest } from './learn-options.ts';
import type { LearnSite } from './learn-site.ts';

export interface LearnReporter {
  /** A lesson, and the message that it was made of. */
  readonly note: (lesson: Lesson, message: Buffer) => void;
  /** A store whose spam is reported once it has been learnt. */
  reporting(store: Pick<BayesStore, 'learn'>): Pick<BayesStore, 'learn'>;
  tell(told: { readonly say: (line: string) => void; readonly complain: (text: string) => void }): void;
}

/** Messages that are reported side by side, each by a process for each network. */
const AT_ONCE = 2;

/** undefined: nothing is to be reported. Throws UsageError. */
export function openReporter({ flags }: LearnRequest, site: LearnSite): LearnReporter | undefined {
  if (!flags.has('report')) return undefined;
  if (!flags.has('spam') || flags.has('forget')) throw new UsageError('--report goes with --spam');
  if (flags.has('local-only') || !site.settings.network.enabled)
    throw new UsageError('--report needs the network, which --local-only or network.enabled switches off');
  const set = site.rules();
  const { programPath: path, homeDirectory } = environment();
  const helpers = openHelpers({ path, homeDirectory });
  const messages = new Map<Lesson, Buffer>();
  const done = new Map<Network, number>();
  const failed = new Map<Network, { readonly why: string; readonly count: number }>();

  const reportOne = async (message: Buffer): Promise<void> => {
    const views = createViews(message, { settings: viewSettings(set) });
    for (const outcome of await report({ set, views, helpers })) {
      const { network } = outcome;
      if (outcome.state === 'done') done.set(network, (done.get(network) ?? 0) + 1);
      if (outcome.state !== 'failed') continue;
      failed.set(network, { why: outcome.why, count: (failed.get(network)?.count ?? 0) + 1 });
    }
  };
  return {
    note: (lesson, message) => {
      if (lesson.as === 'spam') messages.set(lesson, message);
    },
    reporting: store => ({
      learn: async lessons => {
        const results = await store.learn(lessons);
        const fresh = lessons.filter((_, at) => results[at] !== 'known');
        const wanted = fresh.flatMap(lesson => messages.get(lesson) ?? []);
        for (const lesson of lessons) messages.delete(lesson);
        for (let at = 0; at < wanted.length; at += AT_ONCE)
          await Promise.all(wanted.slice(at, at + AT_ONCE).map(reportOne));
        return results;
      },
    }),
    tell: ({ say, complain }) => {
      const told = NETWORKS.flatMap(network =>
        done.has(network) ? `${done.get(network) ?? 0} to ${network}` : [],
      );
      say(`Reported message(s): ${told.length === 0 ? 'none' : told.join(', ')}`);
      for (const [network, { why, count }] of failed)
        complain(`${count} message(s) not reported to ${network}: ${why}`);
    },
  };
}
