/**
 * Addresses that a person welcomes, blocks, or wants forgotten: `tag --add-addr-to-welcomelist` and its kin, and
 * `mailsift reputation`. For AWL an address counts as if one message had scored 100 points (or -100); for TxRep the same for the
 * whole of its records (spec 6.1, 6.2). What was known of it before goes.
 */
import type { RecordChange, SenderRecords } from '../rules/reputation/sender-records.ts';
import { isKeepable, NO_NETWORK, senderId } from '../rules/reputation/sender-records.ts';
import type { TxRepSettings } from '../rules/plugins/tx-rep/settings.ts';

export type Opinion = 'welcome' | 'block' | 'forget';

const POINTS: Readonly<Record<Opinion, number | undefined>> = {
  welcome: -100,
  block: 100,
  forget: undefined,
};

export async function tellOfAddress(
  records: SenderRecords,
  address: string,
  opinion: Opinion,
  txRep: TxRepSettings | undefined,
): Promise<boolean> {
  const { id, signer, factor } = txRep === undefined ? plain(address) : bound(address, txRep);
  if (!isKeepable({ id, signer })) return false;
  const points = POINTS[opinion];
  const which = { id, network: undefined, signers: signer === '' ? undefined : [signer] };
  const changes: RecordChange[] = [{ kind: 'remove', which }];
  if (points !== undefined)
    changes.push({ kind: 'add', key: { id, network: NO_NETWORK, signer }, count: 1, total: points * factor });
  await records.change(changes);
  return true;
}

interface Meant {
  readonly id: string;
  readonly signer: string;
  readonly factor: number;
}

function plain(address: string): Meant {
  return { id: senderId(address), signer: '', factor: 1 };
}

/** `ADDRESS,SIGNER`: only where that domain has signed, or `spf`. What has no dot is a HELO name. */
function bound(text: string, { weights }: TxRepSettings): Meant {
  const [name = '', ...rest] = text.split(',');
  const all = weights.EMAILIP + weights.DOMAIN + weights.HELO + weights.EMAIL + weights.IP;
  const share = (weight: number): number => (weight === 0 ? 1 : all / weight);
  const made = (factor: number, signer = rest.at(-1) ?? ''): Meant => ({
    id: senderId(name),
    signer: senderId(signer),
    factor,
  });
  if (!name.includes('.') && weights.HELO !== 0) return made(share(weights.HELO), 'helo');
  if (/^[a-f\d.:]+$/.test(name) && weights.IP !== 0) return made(share(weights.IP));
  return made(share(name.includes('@') ? weights.EMAIL : weights.DOMAIN));
}
