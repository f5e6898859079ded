/** Settings of DCC: those of SpamAssassin's plugin DCC, with its defaults. */
import type { SocketAddress } from '../../../net/helpers.ts';
import { durationMs } from '../../duration.ts';
import { perSet } from '../../per-set.ts';
import type { RuleSet } from '../../rule.ts';
import { wordsOf } from '../../words.ts';

export interface DccSettings {
  readonly isOn: boolean;
  readonly usesReputation: boolean;
  readonly bodyMax: number;
  readonly fuz1Max: number;
  readonly fuz2Max: number;
  readonly reputationPercent: number;
  /** undefined: nothing is reported without being asked. */
  readonly learnScore: number | undefined;
  /** What spam has to score. */
  readonly requiredScore: number;
  readonly timeoutMs: number;
  /** The folder with the socket of dccifd, and programs in its `bin`. */
  readonly home: string;
  /** Of dccifd, if it is told. */
  readonly address: SocketAddress | undefined;
  readonly path: string | undefined;
  /** Words for dccproc. */
  readonly options: readonly string[];
  /** Words of the first line to dccifd. */
  readonly daemonOptions: string;
}

const MANY = 999_999;
const DEFAULT_HOME = '/var/dcc';
const DEFAULT_TIMEOUT_MS = 5000;

export const dccSettings = perSet(({ settings, plugins }: RuleSet): DccSettings => ({
  isOn: plugins.has('DCC') && settings.flag('use_dcc', true),
  usesReputation: settings.flag('use_dcc_rep', true),
  bodyMax: settings.number('dcc_body_max', MANY),
  fuz1Max: settings.number('dcc_fuz1_max', MANY),
  fuz2Max: settings.number('dcc_fuz2_max', MANY),
  reputationPercent: settings.number('dcc_rep_percent', 90),
  learnScore:
    settings.last('dcc_learn_score') === undefined ? undefined : settings.number('dcc_learn_score', 0),
  requiredScore: settings.number('required_score', 5),
  timeoutMs: durationMs(settings.last('dcc_timeout')) ?? DEFAULT_TIMEOUT_MS,
  home: settings.last('dcc_home') ?? DEFAULT_HOME,
  address: addressIn(settings.last('dcc_dccifd_path')),
  path: settings.last('dcc_path'),
  options: wordsOf(settings.last('dcc_options') ?? ''),
  daemonOptions: settings.last('dccifd_options') ?? '',
}));

/** `[host]:port`, `host:port`, or else the path of a unix socket. */
const HOST_AND_PORT = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/;

function addressIn(value: string | undefined): SocketAddress | undefined {
  if (value === undefined) return undefined;
  const [, bracketed, plain, port] = HOST_AND_PORT.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return { kind: 'unix', path: value };
  return { kind: 'tcp', host, port: Number(port) };
}

/** The check of dcc_dccifd_path. */
export function addressFault(value: string): string | undefined {
  if (value === '') return 'a value is missing; allowed: the path of a socket, or host:port';
  const [whole, bracketed, plain, port = ''] = HOST_AND_PORT.exec(value) ?? [];
  if (whole === undefined) return undefined;
  if ((bracketed ?? plain ?? '') === '') return 'the host in front of the port is missing';
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return isPort ? undefined : `${port} is no port; allowed: 1 to 65535`;
}
