/** The settings of TxRep (spec 6.2), and how the directives are checked. */
import type { DirectiveDefinition } from '../../cf/value-types.ts';
import { perSet } from '../../per-set.ts';
import type { MaskLengths } from '../../reputation/network-of.ts';
import { numberWithin, STORE_DIRECTIVES } from '../reputation-directives.ts';

/** What is known of a sender, each with a record and a weight of its own. */
export type IdentityKind = 'EMAILIP' | 'DOMAIN' | 'HELO' | 'EMAIL' | 'IP';

export interface TxRepSettings {
  readonly used: boolean;
  readonly factor: number;
  readonly masks: MaskLengths;
  readonly bySigner: boolean;
  readonly bySpf: boolean;
  readonly weights: Readonly<Record<IdentityKind, number>>;
  readonly tracksMessages: boolean;
  /** Points off for whoever our own users write to; 0: none. */
  readonly welcomelistOut: number;
  readonly learnPenalty: number;
  readonly learnBonus: number;
  readonly autolearns: boolean;
  /** How much more the user's own records count than those of all; 0: only one kind is kept. */
  readonly userRatio: number;
  readonly details: number;
  /** Records that nothing has hit for so long may go. */
  readonly expiryDays: number;
}

/** AWL and TxRep do not run side by side, and AWL is on wherever its plugin is loaded. */
export const txRepSettings = perSet(({ settings, plugins }): TxRepSettings => ({
  used: settings.flag('use_txrep', false) && !settings.flag('use_auto_welcomelist', plugins.has('AWL')),
  factor: settings.number('txrep_factor', 0.5),
  masks: {
    ipv4: settings.number('txrep_ipv4_mask_len', 16),
    ipv6: settings.number('txrep_ipv6_mask_len', 48),
  },
  bySigner: settings.flag('auto_welcomelist_distinguish_signed', true),
  bySpf: settings.flag('txrep_spf', true),
  weights: {
    EMAILIP: settings.number('txrep_weight_email_ip', 10),
    DOMAIN: settings.number('txrep_weight_domain', 2),
    HELO: settings.number('txrep_weight_helo', 0.5),
    EMAIL: settings.number('txrep_weight_email', 3),
    IP: settings.number('txrep_weight_ip', 4),
  },
  tracksMessages: settings.flag('txrep_track_messages', true),
  welcomelistOut: settings.number('txrep_welcomelist_out', 10),
  learnPenalty: settings.number('txrep_learn_penalty', 20),
  learnBonus: settings.number('txrep_learn_bonus', 20),
  autolearns: settings.number('txrep_autolearn', 0) > 0,
  userRatio: settings.number('txrep_user2global_ratio', 0),
  details: settings.number('txrep_report_details', 0),
  expiryDays: settings.number('txrep_expiry_days', 365),
}));

const weight = numberWithin(0, 10);

export const TXREP_DIRECTIVES: Readonly<Record<string, DirectiveDefinition>> = {
  ...STORE_DIRECTIVES,
  use_txrep: 'bool',
  txrep_factor: numberWithin(0, 1),
  txrep_dilution_factor: numberWithin(0.7, 1),
  txrep_expiry_days: numberWithin(0, 10_000),
  txrep_learn_penalty: numberWithin(0, 200),
  txrep_learn_bonus: numberWithin(0, 200),
  txrep_autolearn: numberWithin(0, 5),
  txrep_track_messages: 'bool',
  txrep_welcomelist_out: numberWithin(0, 200),
  txrep_ipv4_mask_len: numberWithin(0, 32, 'whole'),
  txrep_ipv6_mask_len: numberWithin(0, 128, 'whole'),
  txrep_user2global_ratio: numberWithin(0, 10),
  txrep_spf: 'bool',
  txrep_weight_email: weight,
  txrep_weight_email_ip: weight,
  txrep_weight_domain: weight,
  txrep_weight_ip: weight,
  txrep_weight_helo: weight,
  txrep_report_details: numberWithin(0, 2, 'whole'),
  txrep_factory: 'string',
};
