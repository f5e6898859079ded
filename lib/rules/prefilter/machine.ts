/**
 * The WebAssembly that searches texts (made of assembly/prefilter by `npm run wasm`): one instance serves a process, for messages and
 * groups of regexes in turn. No image can hold it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standIn } from './machine-stand-in.ts';
import type { Code } from './search-code.ts';

export const CODE_FILE = join(import.meta.dirname, 'search.wasm');
const CODE = new Uint8Array(readFileSync(CODE_FILE));

/** What has come to hold more is thrown away: its memory cannot be given back otherwise. */
const MAX_KEPT_BYTES = 96 * 1024 * 1024;

/** One instance, and where in its memory it has groups of regexes. */
export interface Machine {
  readonly code: Code;
  /** Whether a search is under way, or was when it was interrupted. */
  isSearching: boolean;
  readonly groups: WeakMap<object, number>;
}

/** Of the global of this name, what is used; Node's types know nothing of it. */
interface WebAssemblyApi {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

let compiled: object | undefined;
let machine: Machine | undefined;

/** Another one than before knows no groups. */
export function currentMachine(): Machine {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  // No image is to keep it.
  if (api === undefined) return newMachine(standIn());
  if (machine?.isSearching === true) dropMachine();
  compiled ??= new api.Module(CODE);
  machine ??= newMachine(new api.Instance(compiled).exports as Code);
  return machine;
}

function newMachine(code: Code): Machine {
  return { code, isSearching: false, groups: new WeakMap() };
}

/** To be called after a search. */
export function keepWithinBounds(): void {
  if (machine !== undefined && machine.code.memory.buffer.byteLength > MAX_KEPT_BYTES) dropMachine();
}

export function dropMachine(): void {
  machine = undefined;
}
