/** One sequence of messages through SpamAssassin's own library and through mailsift: what both make of it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deadline } from '../../lib/deadline.ts';
import { tellOfAddress, type Opinion } from '../../lib/reputation/known-addresses.ts';
import { learnSender } from '../../lib/reputation/learn.ts';
import { loadRuleSources } from '../../lib/rules/load-rules.ts';
import { txRepSettings } from '../../lib/rules/plugins/tx-rep/settings.ts';
import { runRulesOutside } from '../../lib/rules/run-rules.ts';
import { viewSettings } from '../../lib/rules/view-settings.ts';
import { Stopwatch } from '../../lib/stopwatch.ts';
import type { ReputationStore } from '../../lib/store/reputation/reputation-store.ts';
import { createViews } from '../../lib/views/views.ts';

export type Step =
  readonly ['check' | 'spam' | 'ham' | 'forget', string] | readonly [Opinion | 'remove', string];

export interface Told {
  readonly score: number;
  /** Of AWL or TXREP. */
  readonly hit: number | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly logs: readonly string[];
}

export interface Outcome {
  readonly checks: readonly Told[];
  /** `id|ip=network`: count and total; signers do not count (DB_File has none). */
  readonly records: Readonly<Record<string, readonly [number, number]>>;
  /** Those of the user, where all users share the others. */
  readonly users: Readonly<Record<string, readonly [number, number]>>;
}

export interface Setup {
  readonly rules: string;
  readonly pre: string;
  readonly lines: string;
}

const TIME_LIMIT_MS = 60_000;

export function bySpamAssassin(steps: readonly Step[], { rules, pre, lines }: Setup, state: string): Outcome {
  mkdirSync(state, { recursive: true });
  const output = execFileSync('perl', [join(import.meta.dirname, 'spamassassin-reputation.pl')], {
    input: steps.map(step => `${JSON.stringify(step)}\n`).join(''),
    env: { ...process.env, RULES: rules, PRE: pre, LINES: lines, STATE: state },
    maxBuffer: 2 ** 28,
    encoding: 'latin1',
  });
  const all = output
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as unknown);
  return { checks: all.slice(0, -1) as Told[], ...(all.at(-1) as Omit<Outcome, 'checks'>) };
}

export async function byMailsift(
  steps: readonly Step[],
  { rules, pre, lines }: Setup,
  store: ReputationStore,
  folder: string,
  ofUser?: ReputationStore,
): Promise<Outcome> {
  mkdirSync(join(folder, 'site'), { recursive: true });
  writeFileSync(join(folder, 'site/a.pre'), pre);
  const set = loadRuleSources(
    { systemRules: rules, siteRules: join(folder, 'site'), lines },
    { localTestsOnly: true },
  );
  const txRep = set.plugins.has('TxRep') ? txRepSettings(set) : undefined;
  const settings = viewSettings(set);
  const reputation = ofUser === undefined ? { own: store } : { own: ofUser, shared: store };
  const checks: Told[] = [];
  for (const [what, argument] of steps) {
    if (what === 'welcome' || what === 'block' || what === 'remove') {
      await tellOfAddress(store, argument, what === 'remove' ? 'forget' : what, txRep);
      continue;
    }
    const views = createViews(readFileSync(argument), { settings });
    if (what !== 'check') {
      await learnSender({ set, views }, reputation, what);
      continue;
    }
    const result = await runRulesOutside(set, views, {
      scoreSet: 0,
      deadline: new Deadline(TIME_LIMIT_MS),
      outside: { reputation },
      stopwatch: new Stopwatch(),
    });
    for (const task of result.afterwards) await task();
    for (const { rule, why } of result.failures) throw new Error(`${rule}: ${why}`);
    const hit = result.hits.find(({ rule }) => rule === 'AWL' || rule === 'TXREP');
    const tags = result.tags.names.filter(name => /^(?:AWL|TXREP)/.test(name));
    checks.push({
      score: result.score,
      hit: hit?.score ?? null,
      tags: Object.fromEntries(tags.map(name => [name, String(result.tags.get(name))])),
      logs: hit?.logs ?? [],
    });
  }
  return {
    checks,
    records: await recordsOf(store),
    users: ofUser === undefined ? {} : await recordsOf(ofUser),
  };
}

export async function recordsOf(store: ReputationStore): Promise<Outcome['records']> {
  const records: Record<string, readonly [number, number]> = {};
  for await (const { key, count, total } of store.entries())
    records[`${key.id}|ip=${key.network}`] = [count, total];
  return records;
}
