/**
 * Reads fixtures/rules/*.cases: small messages of ours, of which one hits a rule and one, a near miss, does not.
 * The form of the files is in fixtures/rules/README. Throws on a line that fits nothing, with file and line.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface RuleCase {
  readonly rule: string;
  readonly kind: 'hit' | 'miss';
  readonly message: Buffer;
}

const PLAIN: readonly (readonly [string, string])[] = [
  ['From', 'Anna Berg <anna.berg@club.example>'],
  ['To', 'Anna <anna@example.org>'],
  ['Subject', 'The meeting on Monday'],
  ['Date', 'Tue, 14 May 2024 10:00:00 +0000'],
  ['Message-ID', '<20240514.1@mail.club.example>'],
  ['MIME-Version', '1.0'],
  ['Content-Type', 'text/plain; charset=utf-8'],
];

export function readCases(folder: string): readonly RuleCase[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.cases'))
    .sort()
    .flatMap(name => readFile(join(folder, name)));
}

function readFile(path: string): readonly RuleCase[] {
  const text = readFileSync(path, 'utf8');
  return text
    .split(/^(?==== )/m)
    .filter(section => section !== '')
    .map(section => {
      const [, rule, kind, rest] = /^=== (\w+) (hit|miss)\n([\s\S]*)$/.exec(section) ?? [];
      if (rule === undefined || rest === undefined || (kind !== 'hit' && kind !== 'miss'))
        throw new Error(`${path}: not a case: ${section.slice(0, 60)}`);
      return { rule, kind, message: Buffer.from(buildMessage(path, rule, rest)) };
    });
}

function buildMessage(path: string, rule: string, text: string): string {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n') + 1;
  const fields = new Map(PLAIN);
  for (const line of text
    .slice(0, end)
    .split('\n')
    .filter(one => one !== '')) {
    const [, removed] = /^-([\w-]+)$/.exec(line) ?? [];
    const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
    if (line === '@html') fields.set('Content-Type', 'text/html; charset=utf-8');
    else if (removed !== undefined) fields.delete(removed);
    else if (name !== undefined && value !== undefined) fields.set(name, value);
    else throw new Error(`${path}: ${rule}: not a field: ${line}`);
  }
  return `${[...fields].map(([name, value]) => `${name}: ${value}\n`).join('')}${text.slice(end)}`;
}
