/**
 * Syntax tree of a Perl regex over bytes. Groups carry their Perl numbers; flags are already resolved into the nodes, so
 * that emit.ts and later the literal prefilter need not know where a flag was set.
 */
export type RegexNode =
  | { readonly kind: 'byte'; readonly code: number; readonly ignoreCase: boolean }
  | { readonly kind: 'set'; readonly members: ByteSet; readonly ignoreCase: boolean }
  /** A zero-width test, already as V8 source. */
  | { readonly kind: 'assert'; readonly source: string }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly body: Alternatives }
  | { readonly kind: 'group'; readonly body: Alternatives; readonly capture: number | undefined }
  | { readonly kind: 'atomic'; readonly body: Alternatives }
  | { readonly kind: 'backreference'; readonly group: number; readonly ignoreCase: boolean }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
      /** Where it stands in the source, with its quantifier. */
      readonly start: number;
      readonly end: number;
    };

/** The source of an assert: at the beginning of the text, or of a line (not behind the last line feed). */
export const TEXT_BEGIN = '^';
export const LINE_BEGIN = String.raw`(?<![^\n])(?:^|(?=[^]))`;

export type RepeatNode = RegexNode & { readonly kind: 'repeat' };

export type Alternatives = readonly (readonly RegexNode[])[];

export interface ByteSet {
  readonly negated: boolean;
  /** 256 entries, 1 for bytes that are listed. */
  readonly bytes: Uint8Array;
}

export interface RegexTree {
  readonly body: Alternatives;
  readonly groupCount: number;
  /** Perl names of groups. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

/** The regex uses something that is not translated, or is no regex. */
export class RegexError extends Error {
  override readonly name = 'RegexError';
}
