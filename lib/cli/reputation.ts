/**
 * mailsift reputation: what is known of senders (AWL, TxRep), as sa-awl shows and cleans it, and more.
 *
 *   list [--min N] [--containing TEXT] [--json]
 *   clean [--min N] [--older 365d] [--dry-run]
 *   welcome ADDRESS...    block ADDRESS...    forget ADDRESS...
 *   import FILE
 *
 * The records are those that the rule files use, else --txrep or those of AWL. Output on standard output, trouble on standard error.
 * Exit status: 0; 64 for what was asked for wrongly or is not there; 75 for trouble; 78 a faulty configuration.
 */
import { Command, InvalidArgumentError } from 'commander';
import { loadSettings } from '../config/load.ts';
import { UsageError } from '../errors.ts';
import { jsonLine, printable } from '../log/escape.ts';
import { importSenders } from '../reputation/import-senders.ts';
import { tellOfAddress, type Opinion } from '../reputation/known-addresses.ts';
import { sendersScope, type SendersScope } from '../reputation/scope.ts';
import { fixed } from '../rules/report/score-text.ts';
import { txRepSettings } from '../rules/plugins/tx-rep/settings.ts';
import type { RuleSet } from '../rules/rule.ts';
import { openServices } from '../services.ts';
import {
  isToBeCleaned,
  type Cleaning,
  type ReputationStore,
  type SenderEntry,
} from '../store/reputation/reputation-store.ts';
import { fromUtf8Bytes, toUtf8Bytes } from '../views/bytes.ts';
import { environment } from './environment.ts';
import { applyOverrides, type Overrides } from './overrides.ts';
import { reportingFaults, subcommand } from './subcommand.ts';

interface CommonFlags extends Overrides {
  readonly config?: string;
  readonly txrep?: true;
  readonly user?: string;
}

interface ListFlags extends CommonFlags {
  readonly min?: number;
  readonly containing?: string;
  readonly json?: true;
}

interface CleanFlags extends CommonFlags {
  readonly min?: number;
  readonly older?: number;
  readonly dryRun?: true;
}

/** As sa-awl has it. */
const USUAL_MINIMUM = 2;
const DAY_S = 86_400;

const DONE: Readonly<Record<Opinion, string>> = { welcome: 'welcomed', block: 'blocked', forget: 'forgot' };

export function reputationCommand(): Command {
  const command = new Command('reputation').description('list, clean and correct what is known of senders');
  withCommon(command, 'list')
    .description('one line a record: mean, (total/messages), who|ip=network')
    .option('--min <count>', 'of at least so many messages', parseCount)
    .option('--containing <text>', 'whose name contains this')
    .option('--json', 'one JSON object a line')
    .action(action(list));
  withCommon(command, 'clean')
    .description(
      'delete records of few messages (without options: fewer than 2; of TxRep those older than txrep_expiry_days)',
    )
    .option('--min <count>', 'of fewer messages than this', parseCount)
    .option('--older <time>', 'that nothing has come for since: 30d, 52w', parseDays)
    .option('--dry-run', 'only tell what would be deleted')
    .action(action(clean));
  for (const [name, opinion, what] of [
    ['welcome', 'welcome', 'welcome senders: -100 points for each'],
    ['block', 'block', 'block senders: 100 points for each'],
    ['forget', 'forget', 'forget all that is known of senders'],
  ] as const) {
    withCommon(command, name)
      .description(what)
      .argument(
        '<address...>',
        'addresses; of TxRep also domains, IP addresses, HELO names, and ADDRESS,SIGNER',
      )
      .action(action((addresses: readonly string[], flags: CommonFlags) => tell(addresses, opinion, flags)));
  }
  withCommon(command, 'import')
    .description(
      "take over SpamAssassin's auto-welcomelist or tx-reputation (Berkeley DB); its numbers replace ours",
    )
    .argument('<file>', 'often ~/.spamassassin/auto-welcomelist')
    .action(action((file: string, flags: CommonFlags) => takeOver(file, flags)));
  return command;
}

async function list(flags: ListFlags): Promise<void> {
  await withStore(flags, async ({ store }) => {
    for await (const entry of store.entries()) {
      if (entry.count < (flags.min ?? 0) || !nameOf(entry).includes(flags.containing ?? '')) continue;
      process.stdout.write(`${flags.json ? jsonOf(entry) : printable(lineOf(entry))}\n`);
    }
  });
}

async function clean(flags: CleanFlags): Promise<void> {
  await withStore(flags, async ({ store, scope, set }) => {
    const limits = cleaningFor(flags, scope, set);
    const doing = flags.dryRun ? 'cleaning [dry-run]: ' : 'cleaning: ';
    for await (const entry of store.entries())
      if (isToBeCleaned(entry, limits)) process.stdout.write(`${doing}${printable(lineOf(entry))}\n`);
    if (!flags.dryRun) await store.clean(limits);
  });
}

function cleaningFor({ min, older }: CleanFlags, { kind }: SendersScope, set: RuleSet): Cleaning {
  const nowS = Math.floor(Date.now() / 1000);
  if (min !== undefined || older !== undefined)
    return { minCount: min ?? Infinity, notSinceS: older === undefined ? Infinity : nowS - older };
  if (kind === 'awl') return { minCount: USUAL_MINIMUM, notSinceS: Infinity };
  const { expiryDays } = txRepSettings(set);
  if (expiryDays === 0)
    throw new UsageError('txrep_expiry_days is 0: nothing expires; say what is to go, with --older or --min');
  return { minCount: Infinity, notSinceS: nowS - expiryDays * DAY_S };
}

async function tell(addresses: readonly string[], opinion: Opinion, flags: CommonFlags): Promise<void> {
  await withStore(flags, async ({ store, scope, set }) => {
    const txRep = scope.kind === 'txrep' ? txRepSettings(set) : undefined;
    for (const address of addresses) {
      if (!(await tellOfAddress(store, toUtf8Bytes(address), opinion, txRep)))
        throw new UsageError(`${address}: no name that a record can have`);
      process.stdout.write(`${DONE[opinion]} ${printable(address)}\n`);
    }
  });
}

async function takeOver(file: string, flags: CommonFlags): Promise<void> {
  await withStore(flags, async ({ store, scope }) => {
    const count = await importSenders(file, store, scope.kind, Math.floor(Date.now() / 1000));
    process.stdout.write(`${count} records from ${printable(file)} are now in ${printable(store.name)}\n`);
  });
}

interface Opened {
  readonly store: ReputationStore;
  readonly scope: SendersScope;
  readonly set: RuleSet;
}

async function withStore(flags: CommonFlags, work: (opened: Opened) => Promise<void>): Promise<void> {
  const settings = await loadSettings(flags.config === undefined ? {} : { file: flags.config });
  const services = openServices(applyOverrides(settings, flags), environment());
  const { set } = services.checks.spam.rules();
  const scope = scopeFor(set, flags);
  const store = await services.reputation.open(scope, flags.user);
  try {
    await work({ store, scope, set });
  } finally {
    await store.close();
    await services.close();
  }
}

/** Where the rule files use none, there may be records all the same. */
function scopeFor(set: RuleSet, { txrep }: CommonFlags): SendersScope {
  const used = sendersScope(set);
  if (used !== undefined && (txrep === undefined || used.kind === 'txrep')) return used;
  const kind = txrep === undefined ? 'awl' : 'txrep';
  return { kind, table: undefined, user: used?.user, place: () => used?.place(), isDual: false };
}

function lineOf({ key, count, total }: SenderEntry): string {
  const mean = count === 0 ? 0 : total / count;
  const signed = key.signer === '' ? '' : `|signedby=${fromUtf8Bytes(key.signer)}`;
  const name = `${fromUtf8Bytes(key.id)}|ip=${key.network}${signed}`;
  return `${fixed(mean, 1).padStart(8)} ${`(${fixed(total, 1)}/${count})`.padStart(15)}  --  ${name}`;
}

function nameOf({ key }: SenderEntry): string {
  return fromUtf8Bytes(key.id);
}

function jsonOf({ key, count, total, lastHitS }: SenderEntry): string {
  return jsonLine({
    sender: fromUtf8Bytes(key.id),
    network: key.network,
    signer: fromUtf8Bytes(key.signer),
    messages: count,
    total,
    lastHit: new Date(lastHitS * 1000).toISOString(),
  });
}

function withCommon(parent: Command, name: string): Command {
  return subcommand(parent, name)
    .option('--user <name>', 'whose records, in a database that keeps several')
    .option('--txrep', "TxRep's, whatever the rule files use");
}

function action<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  return reportingFaults('reputation', work);
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a number of messages');
  return Number(text);
}

/** Seconds. */
function parseDays(text: string): number {
  const [, digits, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const seconds = { h: 3600, d: DAY_S, w: 7 * DAY_S }[unit ?? ''];
  if (digits === undefined || seconds === undefined)
    throw new InvalidArgumentError('a length of time: 12h, 30d, 52w');
  return Number(digits) * seconds;
}
