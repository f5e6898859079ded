/**
 * mailsift quarantine: what was kept, for the people who look after the mail.
 *
 *   list [--json] [--category KIND] [--recipient PART] [--sender PART] [--since 7d]
 *   show ID [--headers | --raw]
 *   release ID [RECIPIENT...] [--resent ADDRESS] [--delete]
 *   delete ID...
 *   purge --older 7d [--dry-run]
 *
 * Output on standard output, escaped where it comes from mail (--raw into a file or pipe: byte for byte); trouble on
 * standard error. Exit status: 0; 64 for what was asked for wrongly or is not there; 75 for trouble.
 */
import { Command, InvalidArgumentError } from 'commander';
import { pipeline } from 'node:stream/promises';
import { parseMailbox } from '../address.ts';
import { loadSettings } from '../config/load.ts';
import { jsonLine, printable } from '../log/escape.ts';
import { readHeader } from '../quarantine/header.ts';
import { QUARANTINE_KINDS } from '../quarantine/kinds.ts';
import { findItem, listQuarantine, type QuarantineItem } from '../quarantine/list.ts';
import { readOriginal } from '../quarantine/read.ts';
import { isReleased } from '../quarantine/release-note.ts';
import { releaseItem } from '../quarantine/release.ts';
import { deleteFile, purgeQuarantine } from '../quarantine/remove.ts';
import { summarise } from '../quarantine/summary.ts';
import { sendmail } from '../reinject/sendmail.ts';
import { openServices } from '../services.ts';
import { environment } from './environment.ts';
import { applyOverrides, type Overrides } from './overrides.ts';
import { complain, reporting, subcommand } from './subcommand.ts';

interface CommonFlags extends Overrides {
  readonly config?: string;
}

interface ListFlags extends CommonFlags {
  readonly json?: true;
  readonly category?: string;
  readonly recipient?: string;
  readonly sender?: string;
  readonly since?: number;
}

interface ReleaseFlags extends CommonFlags {
  readonly resent?: string;
  readonly delete?: true;
}

export function quarantineCommand(): Command {
  const command = new Command('quarantine').description('list, show, release and delete what was kept');
  subcommand(command, 'list')
    .description('list what was kept, oldest first')
    .option('--json', 'one JSON object a line')
    .option('--category <kind>', QUARANTINE_KINDS.join(', '), parseKind)
    .option('--recipient <part>', 'whose recipients contain this')
    .option('--sender <part>', 'whose sender contains this')
    .option('--since <time>', 'not older than this: 90m, 12h, 7d, 2w', parseAge)
    .action(action((flags: ListFlags) => list(flags)));
  subcommand(command, 'show')
    .description('show what a message is')
    .argument('<id>', 'mail id, as list shows it')
    .option('--headers', 'the header as it came')
    .option('--raw', 'the message as it came, byte for byte')
    .action(action((id: string, flags: CommonFlags & { headers?: true; raw?: true }) => show(id, flags)));
  subcommand(command, 'release')
    .description('deliver a message after all, past the filter')
    .argument('<id>', 'mail id, as list shows it')
    .argument('[recipient...]', 'instead of those who did not get it')
    .option('--resent <address>', 'put Resent-From this address and the like above the message')
    .option('--delete', 'do not keep it')
    .option('--sendmail <path>', 'the sendmail program')
    .action(action((id: string, to: readonly string[], flags: ReleaseFlags) => release(id, to, flags)));
  subcommand(command, 'delete')
    .description('delete messages for good')
    .argument('<id...>', 'mail ids, as list shows them')
    .action(action((ids: readonly string[], flags: CommonFlags) => remove(ids, flags)));
  subcommand(command, 'purge')
    .description('delete what is old')
    .requiredOption('--older <time>', 'kept for longer than this: 90m, 12h, 7d, 2w', parseAge)
    .option('--dry-run', 'only tell what would be deleted')
    .action(action((flags: CommonFlags & { older: number; dryRun?: true }) => purge(flags)));
  return command;
}

async function list(flags: ListFlags): Promise<void> {
  const { places } = await open(flags);
  const filter = {
    ...(flags.category === undefined ? {} : { kind: flags.category }),
    ...(flags.recipient === undefined ? {} : { recipient: flags.recipient }),
    ...(flags.sender === undefined ? {} : { sender: flags.sender }),
    ...(flags.since === undefined ? {} : { since: ago(flags.since) }),
  };
  const items = await listQuarantine(places.quarantine, filter, (_, error) => complain('quarantine', error));
  for (const item of items) {
    const released = await isReleased(item);
    if (flags.json) process.stdout.write(`${jsonOf(item, released)}\n`);
    else print(lineOf(item, released));
  }
}

async function show(id: string, flags: CommonFlags & { headers?: true; raw?: true }): Promise<void> {
  const { places } = await open(flags);
  const item = await findItem(places.quarantine, id);
  if (flags.raw) await printRaw(item);
  else if (flags.headers) for (const line of (await readHeader(item)).trimEnd().split('\n')) print(line);
  else await printSummary(item);
}

async function release(id: string, to: readonly string[], flags: ReleaseFlags): Promise<void> {
  const { places, settings } = await open(flags);
  const item = await findItem(places.quarantine, id);
  const { path, timeoutMs } = settings.sendmail;
  const recipients = await releaseItem(
    item,
    {
      recipients: to.map(parseMailbox),
      ...(flags.resent === undefined ? {} : { resentFrom: parseMailbox(flags.resent) }),
      scratchDirectory: places.spool,
      now: new Date(),
    },
    (sender, rcpts, message) =>
      sendmail({ path, timeoutMs, scratchDirectory: places.spool }, sender, rcpts, message),
  );
  if (flags.delete) await deleteFile(item);
  print(`released ${id} to ${recipients.map(address => `<${address}>`).join(', ')}`);
}

async function remove(ids: readonly string[], flags: CommonFlags): Promise<void> {
  const { places } = await open(flags);
  // All are looked up first: with a wrong one among them, nothing is deleted.
  const items = await Promise.all(ids.map(id => findItem(places.quarantine, id)));
  for (const item of items) {
    await deleteFile(item);
    print(`deleted ${item.mailId}`);
  }
}

async function purge(flags: CommonFlags & { older: number; dryRun?: true }): Promise<void> {
  const { places } = await open(flags);
  const files = await purgeQuarantine(places.quarantine, ago(flags.older), flags.dryRun === true);
  if (flags.dryRun) for (const { mailId, name } of files) print(`${mailId} ${name}`);
  print(`${files.length} ${flags.dryRun ? 'would be deleted' : 'deleted'}`);
}

function lineOf({ mailId, kind, storedAt, block }: QuarantineItem, released: boolean): string {
  const to = block.recipients.map(address => `<${address}>`).join(',');
  const score = block.score === null ? '-' : String(block.score);
  const stored = storedAt.toISOString().slice(0, 16);
  return `${mailId} ${kind.padEnd(9)} ${stored} ${score.padStart(7)} <${block.sender}> -> ${to}${released ? ' released' : ''}`;
}

function jsonOf(item: QuarantineItem, released: boolean): string {
  const { mailId, kind, name, storedAt, block } = item;
  const { sender, recipients, blocked, score, alerts, originalBytes } = block;
  return jsonLine({
    mailId,
    kind,
    name,
    storedAt,
    sender,
    recipients,
    blocked,
    score,
    alerts,
    originalBytes,
    released,
  });
}

async function printSummary(item: QuarantineItem): Promise<void> {
  const { from, subject, date, attachments } = await summarise(item);
  print(lineOf(item, await isReleased(item)));
  for (const alert of item.block.alerts) print(`Alert:      ${alert}`);
  print(`Blocked:    ${item.block.blocked.map(address => `<${address}>`).join(', ')}`);
  print(`Size:       ${item.block.originalBytes} bytes`);
  print(`From:       ${from}`);
  print(`Subject:    ${subject}`);
  print(`Date:       ${date === null || Number.isNaN(date.getTime()) ? '' : date.toISOString()}`);
  for (const { name, contentType, sizeBytes } of attachments)
    print(`Attachment: ${name} (${contentType}, ${sizeBytes} bytes)`);
}

async function printRaw(item: QuarantineItem): Promise<void> {
  if (!process.stdout.isTTY) {
    await pipeline(readOriginal(item, item.block), process.stdout, { end: false });
    return;
  }
  for await (const chunk of readOriginal(item, item.block))
    process.stdout.write(chunk.toString('latin1').replace(/[^\n\t\x20-\x7e]/g, '?'));
}

async function open(flags: CommonFlags): Promise<ReturnType<typeof openServices>> {
  const settings = await loadSettings(flags.config === undefined ? {} : { file: flags.config });
  return openServices(applyOverrides(settings, flags), environment());
}

function action<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  return reporting('quarantine', work);
}

function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

function parseKind(text: string): string {
  const kind = /^bad[-_]header$/.test(text) ? 'badh' : text;
  if (QUARANTINE_KINDS.some(known => known === kind)) return kind;
  throw new InvalidArgumentError(`one of ${QUARANTINE_KINDS.join(', ')}`);
}

function parseAge(text: string): number {
  const [, digits, unit] = /^([0-9]{1,6})([mhdw])$/.exec(text) ?? [];
  const minutes = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 }[unit ?? ''];
  if (digits === undefined || minutes === undefined)
    throw new InvalidArgumentError('a length of time: 90m, 12h, 7d, 2w');
  return Number(digits) * minutes * 60_000;
}

function ago(ms: number): Date {
  return new Date(Date.now() - ms);
}
