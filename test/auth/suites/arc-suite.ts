/** The cases of the ARC validation suite (arc-draft-validation-tests.yml), and what becomes of them here. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { verifySignatures } from '../../../lib/auth/verify-signatures.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { keyResolver, type Keys } from '../key-resolver.ts';
import type { Outcome } from './outcome.ts';

interface Scenario {
  readonly description: string;
  readonly tests: Readonly<Record<string, { readonly message: string; readonly cv: string | null }>>;
  readonly 'txt-records': Readonly<Record<string, string>>;
}

export interface ArcCase {
  readonly name: string;
  readonly suite: string;
  readonly message: Buffer;
  readonly keys: Keys;
  readonly expected: string;
}

export function arcCases(file: string): readonly ArcCase[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: false })
    .map(document => document.toJS() as Scenario)
    .flatMap(({ description, tests, 'txt-records': records }) => {
      const keys = Object.fromEntries(
        Object.entries(records).map(([name, text]) => [
          name.toLowerCase(),
          [text.replaceAll(/\s*\n\s*/g, '')],
        ]),
      );
      return Object.entries(tests).map(([name, { message, cv }]) => ({
        name,
        suite: description.trim(),
        message: Buffer.from(message.replaceAll(/\r?\n/g, '\r\n'), 'latin1'),
        keys,
        expected: (cv ?? 'none').toLowerCase(),
      }));
    });
}

export async function runArcSuite(file: string): Promise<readonly Outcome[]> {
  return Promise.all(
    arcCases(file).map(async ({ name, suite, message, keys, expected }) => {
      const { arc } = await verifySignatures(memorySource(message), {
        resolver: keyResolver(keys),
        nowMs: NOW_MS,
      });
      const why = arc.why === '' ? '' : ` (${arc.why})`;
      return { suite, name, expected, actual: arc.result + why, isRight: arc.result === expected };
    }),
  );
}

/** None of its signatures expires. */
const NOW_MS = Date.UTC(2026, 0, 1);
