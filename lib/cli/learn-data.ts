/**
 * `mailsift learn` with the data as a whole: --create-tables, --dump, --backup, --restore, --import, --clear, --sync, --force-expire. What replaces or
 * deletes data says what it did, on standard output; --dump and --backup write nothing else there.
 */
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenProbability } from '../bayes/combine.ts';
import { expire, isExpiryDue } from '../bayes/expire.ts';
import { describeError, MailsiftError, UsageError } from '../errors.ts';
import { closeSource } from '../io/close-source.ts';
import { outputTo } from '../io/output.ts';
import { receive } from '../io/receive.ts';
import { magicLines, tokenLines, type TokenDump } from '../learn/dump.ts';
import { readBackup } from '../learn/read-backup.ts';
import { readSpamAssassinDatabase } from '../learn/spamassassin-database.ts';
import { backupPieces } from '../learn/write-backup.ts';
import { RuleRegex } from '../rules/regex/rule-regex.ts';
import { formatBayesStoreAddress } from '../store/bayes/address.ts';
import type { BayesContents, BayesStore } from '../store/bayes/bayes-store.ts';
import { createBayesTables } from '../store/bayes/create-tables.ts';
import { environment } from './environment.ts';
import type { LearnRequest } from './learn-options.ts';
import type { LearnSite } from './learn-site.ts';
import type { Told } from './learn-messages.ts';
import { stateOfLearning } from './learn-state.ts';

/** The options that lead here. */
export const DATA_OPTIONS = [
  'create-tables',
  'dump',
  'import',
  'clear',
  'backup',
  'restore',
  'force-expire',
  'sync',
] as const;

/** Throws MailsiftError. */
export async function learnData(request: LearnRequest, site: LearnSite, told: Told): Promise<void> {
  const wanted = DATA_OPTIONS.filter(name => request.flags.has(name));
  const [what, other] = wanted;
  if (what === undefined) return;
  // As sa-learn, which synchronizes in front of an expiry.
  if (
    other !== undefined &&
    !(wanted.length === 2 && wanted.includes('sync') && wanted.includes('force-expire'))
  )
    throw new UsageError(`--${what} and --${other} do not go together`);
  if (what === 'create-tables') {
    const { address, options } = site.place();
    await createBayesTables(address, options.timeoutMs);
    told.say(`${formatBayesStoreAddress(address)}: the tables of Bayes are there`);
    return;
  }
  const store = await site.openStore(what === 'dump' || what === 'backup' ? 'read' : 'learn');
  try {
    switch (what) {
      case 'dump':
        await dump(request, store);
        return;
      case 'backup':
        await backup(store);
        return;
      case 'restore':
        await restore(request, site, store, told);
        return;
      case 'import':
        await importDatabase(request, site, store, told);
        return;
      case 'clear':
        await store.clear();
        told.say(`${store.name}: nothing is left of what was learnt`);
        return;
      case 'force-expire':
      case 'sync':
        await deleteOld(what === 'force-expire', site, store, told);
    }
  } finally {
    await store.close();
  }
}

async function dump(request: LearnRequest, store: BayesStore): Promise<void> {
  const what = request.values.get('dump')?.at(-1) ?? '';
  if (!['', 'all', 'magic', 'data'].includes(what))
    throw new UsageError(`--dump ${what}: say all, magic or data`);
  const wanted = tokenTest(request.values.get('regexp')?.at(-1));
  const output = outputTo(process.stdout);
  if (what !== 'data') await output.write(magicLines(await store.state()));
  if (what === 'magic') return;
  const probability: TokenDump['probability'] = ({ spam, ham }, totals) =>
    totals.spam > 0 && totals.ham > 0 ? tokenProbability(spam, ham, totals) : undefined;
  for await (const piece of tokenLines(await store.contents(), { probability, wanted })) {
    if (!(await output.write(piece))) return;
  }
}

function tokenTest(pattern: string | undefined): (key: string) => boolean {
  if (pattern === undefined) return () => true;
  const regex = new RuleRegex(Buffer.from(pattern).toString('latin1'), '');
  try {
    regex.exec('');
  } catch (thrown) {
    throw new UsageError(`--regexp ${pattern}: ${describeError(thrown)}`);
  }
  return key => regex.exec(key) !== undefined;
}

/** Half a backup must not look like a whole one. */
async function backup(store: BayesStore): Promise<void> {
  const output = outputTo(process.stdout);
  for await (const piece of backupPieces(await store.contents())) {
    if (!(await output.write(Buffer.from(piece, 'latin1'))))
      throw new MailsiftError('the backup was not written to its end: its reader has gone');
  }
}

async function restore(request: LearnRequest, site: LearnSite, store: BayesStore, told: Told): Promise<void> {
  const name = request.values.get('restore')?.at(-1) ?? '';
  if (name === '') throw new UsageError('--restore needs the name of a backup file (- is standard input)');
  const stream = name === '-' ? process.stdin : createReadStream(name);
  const source = await receive(stream, { thresholdBytes: 2 ** 26, directory: tmpdir() }).catch(
    (thrown: unknown) => {
      throw new UsageError(`${name}: ${describeError(thrown)}`);
    },
  );
  try {
    const { passedOver, ...contents } = readBackup(source, name, nowS());
    if (passedOver > 0) told.complain(`${name}: ${passedOver} line(s) that mean nothing were passed over`);
    await put(contents, 'Restored', site, store, told);
  } finally {
    await closeSource(source);
  }
}

async function importDatabase(
  request: LearnRequest,
  site: LearnSite,
  store: BayesStore,
  told: Told,
): Promise<void> {
  const named = request.values.get('import')?.at(-1) ?? '';
  const path = named === '' ? join(environment().homeDirectory, '.spamassassin') : named;
  const { totals, tokens, seen } = await readSpamAssassinDatabase(path, nowS());
  const { spam, ham } = await store.totals();
  if (spam + ham > 0)
    throw new UsageError(
      `${store.name} holds ${spam} spam and ${ham} ham already, which an import would replace; ` +
        'keep them with --backup >FILE, delete them with --clear, and import again',
    );
  const contents = {
    totals,
    tokens: Array.from(tokens, ([key, counts]) => ({ key, ...counts })),
    tokenCount: tokens.size,
    seen: Array.from(seen, ([id, as]) => ({ id, as })),
    seenCount: seen.size,
  };
  await put(contents, 'Imported', site, store, told);
}

async function put(
  contents: BayesContents & { readonly tokenCount: number; readonly seenCount: number },
  done: string,
  site: LearnSite,
  store: BayesStore,
  { say }: Told,
): Promise<void> {
  await store.restore(contents);
  say(`${done} ${contents.tokenCount} tokens and the ids of ${contents.seenCount} message(s)`);
  say(stateOfLearning(store.name, await store.totals(), site.bayes()));
}

async function deleteOld(forced: boolean, site: LearnSite, store: BayesStore, { say }: Told): Promise<void> {
  const { expiry } = site.bayes();
  if (!forced && !(expiry.isAutomatic && isExpiryDue(await store.state(), nowS(), expiry))) return;
  const { kept, deleted } = await expire(store, nowS(), expiry);
  say(`${store.name}: ${kept} tokens kept, ${deleted} deleted`);
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}
