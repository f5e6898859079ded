/** What JavaScript sees of the search's WebAssembly (assembly/prefilter/search.ts). */

/** The places are addresses in the memory; 0: there is no more memory. assembly/prefilter/search.ts says more. */
export interface Code {
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
