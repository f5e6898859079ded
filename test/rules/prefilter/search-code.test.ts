import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CODE_FILE } from '../../../lib/rules/prefilter/machine.ts';
import { orSkip } from '../../support/require-program.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILER = join(ROOT, 'node_modules/assemblyscript/bin/asc.js');

test('the WebAssembly is what `npm run wasm` makes of its source', context => {
  if (orSkip(context, existsSync(COMPILER) ? COMPILER : null, 'AssemblyScript') === undefined) return;
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly wasm: string };
  };
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-wasm-'));
  try {
    const made = join(folder, 'search.wasm');
    const options = scripts.wasm.split(' ').slice(1, -1);
    execFileSync(process.execPath, [COMPILER, ...options, made], { cwd: ROOT, stdio: 'pipe' });
    assert.ok(readFileSync(made).equals(readFileSync(CODE_FILE)), 'search.wasm is older than assembly/');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
