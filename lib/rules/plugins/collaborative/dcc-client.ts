/**
 * Asks DCC, or reports to it: dccifd over its socket where it is told or found, else the program dccproc.
 *
 * dccifd takes lines, then the message: options; address of the SMTP client, and behind a CR its name; HELO; sender; recipients
 * until an empty line. It answers a line for the message, a line for its recipients, and then what dccproc prints: the X-DCC
 * header and the checksums. Formats: dccifd(8), dccproc(8) and Plugin::DCC of SpamAssassin 4.0.1, which is for dccifd from 1.2.123 of
 * 2009 on, as is this; DCC is not in Debian.
 */
import { join } from 'node:path';
import type { Helpers, SocketAddress } from '../../../net/helpers.ts';
import { oneLine } from './one-line.ts';
import { readDccHeader, type DccHeader } from './dcc-header.ts';
import type { DccSettings } from './dcc-settings.ts';

export interface DccRequest {
  readonly purpose: 'check' | 'report';
  readonly message: Buffer;
  /** The outermost host that handed the message to ours; '' where it is not known. */
  readonly client: { readonly ip: string; readonly rdns: string; readonly helo: string };
  readonly limitMs: number;
}

/** Text: why there is no answer. undefined: there is nobody to ask. */
export type DccAnswer = DccHeader | string | undefined;

/** Where dccproc may lie besides the PATH. */
const PROGRAM_FOLDERS = ['/usr/local/dcc', '/var/dcc'];

/** undefined: there is no client of DCC here. */
export function findDcc(settings: DccSettings, helpers: Helpers): SocketAddress | string | undefined {
  return findDaemon(settings, helpers) ?? findProgram(settings, helpers);
}

function findDaemon({ address, home }: DccSettings, helpers: Helpers): SocketAddress | undefined {
  if (address?.kind === 'tcp') return address;
  const path = address?.path ?? join(home, 'dccifd');
  return helpers.hasSocket(path) ? { kind: 'unix', path } : undefined;
}

function findProgram({ path, home }: DccSettings, helpers: Helpers): string | undefined {
  return path ?? helpers.find('dccproc', [join(home, 'bin'), ...PROGRAM_FOLDERS]);
}

export async function askDcc(
  request: DccRequest,
  settings: DccSettings,
  helpers: Helpers,
): Promise<DccAnswer> {
  const daemon = findDaemon(settings, helpers);
  const program = findProgram(settings, helpers);
  if (daemon !== undefined) {
    const input = Buffer.concat([Buffer.from(`${preamble(request, settings)}\n`, 'latin1'), request.message]);
    const answer = await helpers.exchange({ address: daemon, input, limitMs: request.limitMs });
    if (answer.state === 'answered') return headerIn(answer.output.split('\n').slice(2).join('\n'), 'dccifd');
    // A socket that a dead daemon has left behind.
    if (!answer.isAbsent || program === undefined) return answer.why;
  }
  if (program === undefined) return undefined;
  const { message: input, limitMs } = request;
  const answer = await helpers.run({ path: program, arguments: words(request, settings), input, limitMs });
  if (answer.state === 'failed') return answer.why;
  return headerIn(answer.output === '' ? answer.errors : answer.output, 'dccproc');
}

function preamble({ purpose, client }: DccRequest, { daemonOptions }: DccSettings): string {
  const options = purpose === 'check' ? 'cksums grey-off' : 'header spam grey-off';
  const address = client.ip === '' ? '' : `${oneLine(client.ip)}\r${oneLine(client.rdns)}`;
  const [sender, recipient] = ['', 'unknown'];
  return [`${options} ${daemonOptions}`.trimEnd(), address, oneLine(client.helo), sender, recipient, ''].join(
    '\n',
  );
}

function words({ purpose, client }: DccRequest, { home, options }: DccSettings): string[] {
  const isAddress = /^[\dA-Fa-f.:]+$/.test(client.ip);
  return [
    ...['-C', '-x', '0', '-h', home],
    ...(purpose === 'check' ? [] : ['-t', 'many']),
    ...(isAddress ? ['-a', client.ip] : ['-R']),
    ...['-w', 'whiteclnt'],
    ...options,
  ];
}

function headerIn(answer: string, who: string): DccHeader | string {
  const [first = ''] = answer.split('\n');
  const nothing = first === '' ? 'nothing' : `"${first.slice(0, 80)}"`;
  return readDccHeader(answer) ?? `${who} answered ${nothing} instead of an X-DCC header`;
}
