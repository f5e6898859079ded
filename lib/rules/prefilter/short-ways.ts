/**
 * A group of many alternatives that are a few bytes each, as replace_tags makes them of one letter, told roughly: three ways at most
 * stand for all of them.
 */
import type { Alternatives, RegexNode } from '../regex/ast.ts';
import { bytesOf, isSingleByte } from '../regex/node-bytes.ts';

/** A byte to begin with, and any number of others. */
export interface ShortWay {
  readonly first: Uint8Array;
  readonly rest: Uint8Array;
}

const MAX_BYTES = 10;

/**
 * One way for single bytes, one for what begins with a byte above 127, such as letters in UTF-8, and one for others, such as HTML's
 * entities. undefined: some alternatives are not a few bytes.
 */
export function shortWays(body: Alternatives): readonly ShortWay[] | undefined {
  const singles = new WayBuilder();
  const high = new WayBuilder();
  const others = new WayBuilder();
  for (const branch of body) {
    const way = new WayBuilder();
    if (way.add([branch], 0) === undefined) return undefined;
    (way.isSingle ? singles : way.isHigh ? high : others).merge(way);
  }
  return [singles, high, others].filter(way => !way.isEmpty);
}

class WayBuilder implements ShortWay {
  readonly first = new Uint8Array(256);
  readonly rest = new Uint8Array(256);

  get isEmpty(): boolean {
    return !this.first.includes(1);
  }

  get isSingle(): boolean {
    return !this.rest.includes(1);
  }

  get isHigh(): boolean {
    return this.first.indexOf(1) >= 0x80;
  }

  merge({ first, rest }: ShortWay): void {
    include(this.first, first);
    include(this.rest, rest);
  }

  /** How many bytes the longest alternative has; undefined when there is anything but bytes, or too many, or none. */
  add(alternatives: Alternatives, before: number): number | undefined {
    let longest = 0;
    for (const branch of alternatives) {
      let length = 0;
      for (const node of branch) {
        const more = this.#addNode(node, before + length);
        if (more === undefined) return undefined;
        length += more;
      }
      if (length === 0 || before + length > MAX_BYTES) return undefined;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  #addNode(node: RegexNode, before: number): number | undefined {
    if (node.kind === 'group') return this.add(node.body, before);
    if (!isSingleByte(node)) return undefined;
    include(before === 0 ? this.first : this.rest, bytesOf(node));
    return 1;
  }
}

function include(into: Uint8Array, bytes: Uint8Array): void {
  for (let code = 0; code < 256; code += 1) if (bytes[code] === 1) into[code] = 1;
}
