/**
 * The WebAssembly that searches texts (made of assembly/prefilter by `npm run wasm`): one instance serves a process, for messages and
 * groups of regexes in turn. No image can hold it, and none is there while an image is made.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** The places are addresses in the memory; 0: there is no more memory. assembly/prefilter/search.ts says more. */
interface Code {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly allocateGroup: (bytes: number) => number;
  readonly reserveText: (bytes: number) => number;
  /** 0: anything may be anywhere. */
  readonly search: (
    group: number,
    ends: number,
    elements: number,
    text: number,
    lower: number,
    effort: number,
  ) => number;
}

/** Where the memory has them, as words: vectors begin with their address (assembly/prefilter/heap.ts). */
export const LAST = 2;
export const NOTES = 4;
export const NOTE_COUNT = 6;

/** Of the global of this name, what is used; Node's types know nothing of it. */
interface WebAssemblyApi {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

let compiled: object | undefined;
let machine: Machine | undefined;

/** Undefined: there can be none. Another one than before knows no groups. */
export function currentMachine(): Machine | undefined {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  if (api === undefined) return undefined;
  if (machine?.isSearching === true) dropMachine();
  compiled ??= new api.Module(CODE);
  machine ??= { code: new api.Instance(compiled).exports as Code, isSearching: false, groups: new WeakMap() };
  return machine;
}

/** To be called after a search. */
export function keepWithinBounds(): void {
  if (machine !== undefined && machine.code.memory.buffer.byteLength > MAX_KEPT_BYTES) dropMachine();
}

export function dropMachine(): void {
  machine = undefined;
}
