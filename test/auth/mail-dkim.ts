/** Asks Mail::DKIM (mail-dkim.pl) about messages; undefined where it is not installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface PeerSignature {
  readonly domain: string | null;
  readonly identity: string | null;
  readonly selector: string | null;
  readonly result: string | null;
  readonly detail: string | null;
  readonly bits: number | null;
  readonly type: string;
}

export interface PeerAnswer {
  readonly dkim: readonly PeerSignature[];
  readonly arc: readonly PeerSignature[];
  readonly chain: string | null;
}

export interface PeerQuestion {
  readonly message: Buffer;
  readonly keys: Readonly<Record<string, readonly string[] | 'TIMEOUT' | 'SERVFAIL'>>;
}

export function askMailDkim(questions: readonly PeerQuestion[]): readonly PeerAnswer[] | undefined {
  const input = questions.map(({ message, keys }) =>
    JSON.stringify({ message: message.toString('base64'), keys }),
  );
  const ended = spawnSync('perl', [join(import.meta.dirname, 'mail-dkim.pl')], {
    input: input.join('\n') + '\n',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  if (/Can't locate/.test(ended.stderr) || ended.error !== undefined) return undefined;
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as PeerAnswer);
}
