/**
 * Imports go down only, and never in a circle. A file of lib may import from its own folder and from layers below it;
 * type imports count. The order is that of the design.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

/** Lowest first; what stands on one line knows nothing of its neighbours, save where they are listed as one. */
const LAYERS: readonly (readonly string[])[] = [
  ['sysexits', 'errors', 'address'],
  ['deadline', 'envelope', 'outcome'],
  ['stopwatch'],
  ['io', 'net'],
  ['inputs', 'workers'],
  ['message'],
  ['views', 'auth'],
  ['rules'],
  ['lookup', 'store', 'log', 'markup'],
  ['bayes', 'reputation'],
  ['learn'],
  ['config'],
  ['verdict/category'],
  ['policy'],
  ['check/report'],
  ['check'],
  ['verdict'],
  ['quarantine', 'dsn', 'reinject'],
  ['services'],
  ['action', 'inspect'],
  ['filter', 'scan'],
  ['decision-event'],
  ['image'],
  ['doctor'],
  ['tag'],
  ['cli'],
];

const files = globSync('{lib,bin}/**/*.ts', { cwd: ROOT }).filter(name => !name.endsWith('.d.ts'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(ROOT, resolve(ROOT, dirname(file), path)),
  );
}

/** The layer of a file: the longest entry that it lies in. */
function layerOf(file: string): { rank: number; name: string } {
  const inside = file.replace(/^lib\//, '').replace(/\.ts$/, '');
  const found = LAYERS.flatMap((names, rank) =>
    names.filter(name => inside === name || inside.startsWith(`${name}/`)).map(name => ({ rank, name })),
  );
  const longest = found.toSorted((a, b) => b.name.length - a.name.length)[0];
  assert.ok(longest !== undefined, `${file} lies in no layer; add it to test/layers.test.ts`);
  return longest;
}

test('imports go down only', () => {
  const upward = files
    .filter(file => file.startsWith('lib/'))
    .flatMap(file => {
      const own = layerOf(file);
      return importsOf(file)
        .filter(target => {
          const other = layerOf(target);
          return other.name !== own.name && other.rank >= own.rank;
        })
        .map(target => `${file} -> ${target}`);
    });
  assert.deepEqual(upward, []);
});

test('no file imports itself in a circle', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const target of importsOf(file)) visit(target, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test('the rule engine knows views, and what the network tells, only', () => {
  const others = files
    .filter(file => file.startsWith('lib/rules/'))
    .flatMap(file =>
      importsOf(file)
        .filter(
          target => !/^lib\/(rules|views|net|auth|errors|deadline|stopwatch|io\/file-stamps)/.test(target),
        )
        .map(target => `${file} -> ${target}`),
    );
  assert.deepEqual(others, []);
});
