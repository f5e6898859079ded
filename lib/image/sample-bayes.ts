/** What Bayes knows of the sample messages while an image is made: all of it, so that the tokenizer and the classifier are in it. */
import { lessonOf } from '../bayes/lesson.ts';
import { BayesSource } from '../bayes/source.ts';
import type { RuleSet } from '../rules/rule.ts';
import { viewSettings } from '../rules/view-settings.ts';
import { MemoryBayesStore } from '../store/bayes/memory-store.ts';
import { createViews } from '../views/views.ts';
import { sampleMessages } from './samples.ts';

/** More than any rule file asks for. */
const MESSAGES = 100_000;

export async function sampleBayes(set: RuleSet): Promise<BayesSource> {
  // What opens the real one is to be in the image as well, though it cannot be opened here.
  await import('../store/bayes/open.ts');
  const store = new MemoryBayesStore();
  await store.restore({ totals: { spam: MESSAGES, ham: MESSAGES }, tokens: [], seen: [] });
  const lessons = sampleMessages().map((message, index) => {
    const views = createViews(Buffer.from(message), { settings: viewSettings(set) });
    return lessonOf(views, set, { as: index % 2 === 0 ? 'ham' : 'spam', nowS: 1_800_000_000 });
  });
  await store.learn(lessons);
  return new BayesSource({ open: () => Promise.resolve(store), close: () => Promise.resolve() });
}
