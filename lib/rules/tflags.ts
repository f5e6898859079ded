/** The `tflags` of a rule (spec 1.6). The last line wins as a whole. Unknown flags are kept: plugins have their own. */
export interface RuleTags {
  readonly names: ReadonlySet<string>;
  /** Matches that count with `multiple`; Infinity without maxhits. */
  readonly maxHits: number;
}

export const NO_TAGS: RuleTags = { names: new Set(), maxHits: Infinity };

export function parseTags(value: string): RuleTags {
  const words = value.split(/[\s,]+/).filter(word => word !== '');
  const maxHits = words
    .map(word => /^maxhits=(\d{1,9})$/.exec(word)?.[1])
    .find(number => number !== undefined);
  return { names: new Set(words), maxHits: maxHits === undefined ? Infinity : Math.max(1, Number(maxHits)) };
}
