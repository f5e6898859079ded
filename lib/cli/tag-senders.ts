/**
 * What `mailsift tag` does with addresses, as spamassassin does it and with its words: -W, -R, --add-to-blocklist for those in
 * messages, --add-addr-to-welcomelist and its kin for one. Messages do not come out.
 */
import { createViews } from '../views/views.ts';
import { describeError, UsageError } from '../errors.ts';
import type { ByteSource } from '../io/source.ts';
import { authorAddresses, mailAddresses } from '../reputation/mail-addresses.ts';
import { tellOfAddress, type Opinion } from '../reputation/known-addresses.ts';
import { sendersScope } from '../reputation/scope.ts';
import { txRepSettings } from '../rules/plugins/tx-rep/settings.ts';
import { viewSettings } from '../rules/view-settings.ts';
import { openServices } from '../services.ts';
import { EX_OK, EX_TEMPFAIL, EX_UNAVAILABLE, EX_USAGE } from '../sysexits.ts';
import { toUtf8Bytes } from '../views/bytes.ts';
import type { DebugLog } from './debug-log.ts';
import { environment } from './environment.ts';
import type { TagInput } from './tag-inputs.ts';
import type { TagRequest } from './tag-options.ts';
import { tagRules } from './tag-run.ts';

/** In the order in which spamassassin looks for them. */
const FOR_MESSAGES: readonly (readonly [string, Opinion])[] = [
  ['add-to-welcomelist', 'welcome'],
  ['remove-from-welcomelist', 'forget'],
  ['add-to-blocklist', 'block'],
];
const FOR_ADDRESSES: readonly (readonly [string, Opinion])[] = [
  ['add-addr-to-welcomelist', 'welcome'],
  ['remove-addr-from-welcomelist', 'forget'],
  ['add-addr-to-blocklist', 'block'],
];
/** More of a message is not looked at. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const DONE = {
  awl: {
    welcome: 'adding address to welcomelist',
    block: 'adding address to blocklist',
    forget: 'removing address',
  },
  txrep: { welcome: 'welcomelisting address', block: 'blocklisting address', forget: 'removing address' },
};

export function concernsSenders({ flags }: TagRequest): boolean {
  return [...FOR_ADDRESSES, ...FOR_MESSAGES].some(([name]) => flags.has(name));
}

/** Whether messages are read for it. */
export function concernsSendersOfMessages({ flags }: TagRequest): boolean {
  return concernsSenders({ flags } as TagRequest) && !FOR_ADDRESSES.some(([name]) => flags.has(name));
}

/** Gives the exit status. */
export async function changeSenders(
  request: TagRequest,
  messages: AsyncIterable<TagInput>,
  told: DebugLog,
): Promise<number> {
  try {
    return await change(request, messages, told);
  } catch (thrown) {
    told.error(`tag: ${describeError(thrown)}; see mailsift doctor`);
    return thrown instanceof UsageError ? EX_USAGE : EX_TEMPFAIL;
  }
}

async function change(
  request: TagRequest,
  messages: AsyncIterable<TagInput>,
  told: DebugLog,
): Promise<number> {
  const { flags, values } = request;
  const { settings, set } = await tagRules(request, told);
  const scope = sendersScope(set);
  if (scope === undefined) {
    told.error(
      'tag: the rule files load neither AWL nor TxRep (with use_txrep 1), so senders are not remembered; nothing was changed',
    );
    return EX_UNAVAILABLE;
  }
  const services = openServices(settings, environment());
  const store = await services.reputation.open(scope);
  const txRep = scope.kind === 'txrep' ? txRepSettings(set) : undefined;
  const name = scope.kind === 'txrep' ? 'TxRep' : 'auto-welcomelist';
  const tell = async (address: string, opinion: Opinion): Promise<void> => {
    const isDone = await tellOfAddress(store, address, opinion, txRep);
    const what = DONE[scope.kind][opinion];
    process.stdout.write(`SpamAssassin ${name}: ${isDone ? '' : 'error '}${what}: ${shown(address)}\n`);
  };
  try {
    const single = FOR_ADDRESSES.find(([option]) => flags.has(option));
    if (single !== undefined) {
      const address = toUtf8Bytes(values.get(single[0])?.at(-1) ?? '');
      if (address === '') throw new UsageError(`--${single[0]}: name an address`);
      await tell(address, single[1]);
      return EX_OK;
    }
    const [, opinion = 'forget'] = FOR_MESSAGES.find(([option]) => flags.has(option)) ?? [];
    const totals = { messages: 0, trouble: false };
    for await (const one of messages) {
      if (one.kind === 'trouble') {
        told.warn(`archive-iterator: unable to open ${one.name}: ${one.why}`);
        totals.trouble = true;
        continue;
      }
      totals.messages += 1;
      const views = createViews(beginningOf(one.source), { settings: viewSettings(set) });
      const addresses = opinion === 'block' ? authorAddresses(views) : mailAddresses(views);
      for (const address of addresses) await tell(address, opinion);
    }
    process.stdout.write(`${totals.messages} message(s) examined.\n`);
    return totals.trouble ? 1 : EX_OK;
  } finally {
    await store.close();
    await services.close();
  }
}

function beginningOf(source: ByteSource): Buffer {
  return source.read(0, Math.min(source.sizeBytes, MAX_MESSAGE_BYTES));
}

/** For a terminal, whatever is in mail. */
function shown(address: string): string {
  return address.replace(/[\x00-\x1f\x7f-\xff]/g, '?');
}
