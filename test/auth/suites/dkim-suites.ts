/** The messages of the DKIM suites with their DNS data: Mail::DKIM's corpus, and chasquid's cases. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Keys } from '../key-resolver.ts';
import { suite } from './place.ts';

export interface DkimCase {
  readonly name: string;
  readonly message: Buffer;
  readonly keys: Keys;
  /** chasquid: how many signatures verify. */
  readonly valid?: number;
}

/** None where the suites are missing. */
export function allDkimCases(): readonly DkimCase[] {
  const folder = suite('dkim');
  if (folder === '') return [];
  return [...mailDkimCases(join(folder, 'mail-dkim')), ...chasquidCases(join(folder, 'chasquid'))];
}

function mailDkimCases(folder: string): readonly DkimCase[] {
  const keys = mailDkimKeys(readFileSync(join(folder, 'FAKE_DNS.dat'), 'utf8'));
  return readdirSync(join(folder, 'corpus')).map(name => ({
    name: basename(name, '.txt'),
    message: readFileSync(join(folder, 'corpus', name)),
    keys,
  }));
}

function mailDkimKeys(text: string): Keys {
  return Object.fromEntries(
    text.split('\n').flatMap((line): [string, Keys[string]][] => {
      const [, name, value = ''] = /^([^\s#]+)\s+(.*)$/.exec(line) ?? [];
      if (name === undefined || value === 'NXDOMAIN') return [];
      const trouble = /^~~(.*)~~$/.exec(value)?.[1];
      if (trouble !== undefined) return [[name, trouble === 'SERVFAIL' ? 'SERVFAIL' : 'TIMEOUT']];
      return [[name, [value.replace(/^"(.*)"$/, '$1')]]];
    }),
  );
}

function chasquidCases(folder: string): readonly DkimCase[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.msg'))
    .flatMap(file => {
      const name = basename(file, '.msg');
      const result = follow(folder, `${name}.result`);
      const zone = follow(folder, `${name}.dns`);
      if (result === '') return [];
      const valid = (JSON.parse(result) as { Valid?: number } | null)?.Valid ?? 0;
      return [
        { name, message: Buffer.from(follow(folder, file), 'latin1'), keys: chasquidKeys(zone), valid },
      ];
    });
}

/** A file may name the one that stands in for it. */
function follow(folder: string, file: string): string {
  const path = join(folder, file);
  const text = existsSync(path) ? readFileSync(path, 'latin1') : '';
  return /^\S+\.(?:dns|msg|result)$/.test(text.trim()) ? follow(folder, text.trim()) : text;
}

function chasquidKeys(text: string): Keys {
  const keys: Record<string, string[] | 'SERVFAIL'> = {};
  for (const line of text.replaceAll(/\\\n/g, '').split('\n')) {
    const [, name, value = ''] = /^([^\s:#]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === 'PERMERROR') continue;
    if (value === 'TEMPERROR') keys[name] = 'SERVFAIL';
    else keys[name] = [...((keys[name] as string[] | undefined) ?? []), value.replaceAll(/\s+/g, ' ')];
  }
  return keys;
}
