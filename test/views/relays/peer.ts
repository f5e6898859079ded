/** The Received fields of fixtures/received, and what Mail::SpamAssassin says of header queries where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeaderModifier } from '../../../lib/views/header/header-view.ts';
import type { Views } from '../../../lib/views/views.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'fixtures', 'received');
export const answersFile = join(folder, 'answers.jsonl');

export const QUERIES = ['X-Spam-Relays-Trusted', 'X-Spam-Relays-Untrusted', 'EnvelopeFrom'];

export interface Question {
  /** Byte string. */
  readonly message: string;
  readonly queries: readonly string[];
  /** Lines of a rule file. */
  readonly config?: string;
}

export type Answer = Readonly<Record<string, unknown>>;

export function cases(): readonly { readonly name: string; readonly line: string }[] {
  return readFileSync(join(folder, 'lines.txt'), 'latin1')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const colon = line.indexOf(': ');
      return { name: line.slice(0, colon), line: line.slice(colon + 2) };
    });
}

export function recordedAnswers(): readonly Answer[] {
  return parseLines(readFileSync(answersFile, 'latin1'));
}

export function messageOf(received: readonly string[]): string {
  return `${received.map(line => `Received: ${line}\n`).join('')}From: anna@example.com\nSubject: x\n\nbody\n`;
}

export const hasPeer = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0;

export function askPeer(questions: readonly Question[]): readonly Answer[] {
  const run = spawnSync('perl', [join(import.meta.dirname, 'peer.pl')], {
    // Its own parser of addresses alone, whether or not Email::Address::XS is there to be asked about odd ones.
    env: { ...process.env, SA_HEADER_ADDRESS_PARSER: '1' },
    input: Buffer.from(questions.map(question => `${JSON.stringify(question)}\n`).join(''), 'latin1'),
    maxBuffer: 1 << 28,
  });
  assert.equal(run.status, 0, run.stderr.toString());
  const answers = parseLines(run.stdout.toString('latin1'));
  assert.equal(answers.length, questions.length);
  return answers;
}

/** Our answer in the form of the peer's. */
export function ownAnswer(views: Views, queries: readonly string[]): Answer {
  const { relays } = views;
  const values = queries.map(query => {
    const [name = '', ...modifiers] = query.split(':');
    return [query, views.header(name, modifiers as HeaderModifier[])] as const;
  });
  return {
    ...Object.fromEntries(values),
    fromAddresses: [...views.fromAddresses].sort(),
    toAddresses: views.toAddresses,
    unparseable: relays.unparseable,
    indexes: [relays.lastTrustedIndex, relays.lastInternalIndex],
  };
}

function parseLines(text: string): readonly Answer[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Answer);
}
