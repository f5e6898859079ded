/** Scores of mailsift's own rules over folders of messages: for test/rules/corpus.test.ts and test/evaluate. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Deadline } from '../../lib/deadline.ts';
import type { RuleSet } from '../../lib/rules/rule.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import { createViews } from '../../lib/views/views.ts';

/** Files beside the messages: the public corpus comes with one .json for each message. */
const NO_MESSAGE = /\.json$|^\./;
const LIMIT_PER_MESSAGE_MS = 60_000;

export interface ScoredMessage {
  readonly path: string;
  readonly score: number;
  readonly hits: readonly string[];
}

export function scoreFolder(rules: RuleSet, folder: string): readonly ScoredMessage[] {
  return readdirSync(folder)
    .filter(name => !NO_MESSAGE.test(name) && statSync(join(folder, name)).isFile())
    .sort()
    .map(name => {
      const path = join(folder, name);
      const deadline = new Deadline(LIMIT_PER_MESSAGE_MS);
      const { score, hits } = runRules(rules, createViews(readFileSync(path)), { scoreSet: 0, deadline });
      return { path, score, hits: hits.map(hit => hit.rule) };
    });
}

/** Share of the messages at or above the score, 0 to 1; 0 of none. */
export function shareAtLeast(messages: readonly ScoredMessage[], score: number): number {
  return messages.length === 0 ? 0 : messages.filter(one => one.score >= score).length / messages.length;
}
