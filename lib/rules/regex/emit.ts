/**
 * Writes the tree of ast.ts as V8 source without the flags u, m, s (spec 4.4). Case folding is the JavaScript flag i when all
 * letters fold and are ASCII, else it is worked into sets: V8 14.6 loses matches of the modifier `(?i:...)` when it does not
 * optimize, and looks up the cases of letters above 7F again and again while it compiles. Atomic groups become a lookahead with
 * a backreference, so groups are renumbered: `groups` maps Perl's numbers to V8's.
 */
import type { Alternatives, RegexNode, RegexTree } from './ast.ts';
import { mayBeEmpty, mayBeUnset } from './groups.ts';
import { isSingleByte } from './node-bytes.ts';
import { RegexError } from './ast.ts';
import { hasCase } from './byte-sets.ts';
import { byteSource, setSource } from './byte-source.ts';
import { foldedMembers, foldingOf, pairOf } from './folding.ts';

export interface EmittedRegex {
  readonly source: string;
  readonly flags: '' | 'i';
  /** Perl group number to V8 group number. */
  readonly groups: ReadonlyMap<number, number>;
  /** Names of groups and their Perl numbers. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

/** Most regexes have neither. */
export const NO_GROUPS: EmittedRegex['groups'] = new Map();
export const NO_NAMES: EmittedRegex['names'] = new Map();

export function emitRegex(tree: RegexTree): EmittedRegex {
  const folds = foldingOf(tree.body) === true;
  const emitter = new Emitter(tree, folds);
  const source = emitter.alternatives(tree.body);
  return {
    source: emitter.resolve(source),
    flags: folds ? 'i' : '',
    groups: emitter.groups.size === 0 ? NO_GROUPS : emitter.groups,
    names: tree.names.size === 0 ? NO_NAMES : tree.names,
  };
}

class Emitter {
  readonly groups = new Map<number, number>();
  readonly #tree: RegexTree;
  readonly #folds: boolean;
  #count = 0;

  constructor(tree: RegexTree, folds: boolean) {
    this.#tree = tree;
    this.#folds = folds;
  }

  /** `\0N\0` stands for the reference to Perl's group N until all groups are numbered. */
  resolve(source: string): string {
    return source.replace(
      /\0(\d+)\0/g,
      (_, number: string) => `(?:\\${this.groups.get(Number(number)) ?? 0})`,
    );
  }

  alternatives(body: Alternatives): string {
    return body.map(branch => branch.map(node => this.#node(node)).join('')).join('|');
  }

  #node(node: RegexNode): string {
    switch (node.kind) {
      case 'byte':
        return node.ignoreCase && !this.#folds && hasCase(node.code)
          ? setSource(pairOf(node.code))
          : byteSource(node.code);
      case 'set':
        return setSource(foldedMembers(node));
      case 'assert':
        return node.source;
      case 'look':
        return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${this.alternatives(node.body)})`;
      case 'group':
        return this.#group(node);
      case 'atomic':
        return this.#atomic(() => this.alternatives(node.body));
      case 'backreference':
        return node.ignoreCase === this.#folds
          ? this.#backreference(node.group)
          : `(?i:${this.#backreference(node.group)})`;
      case 'repeat':
        return this.#repeat(node);
    }
  }

  #group(node: RegexNode & { kind: 'group' }): string {
    if (node.capture === undefined) return `(?:${this.alternatives(node.body)})`;
    this.#count += 1;
    this.groups.set(node.capture, this.#count);
    return `(${this.alternatives(node.body)})`;
  }

  #atomic(body: () => string): string {
    this.#count += 1;
    const number = this.#count;
    return `(?=(${body()}))\\${number}(?:)`;
  }

  /** In Perl a reference to a group that took no part fails; in V8 it matches nothing. */
  #backreference(group: number): string {
    const reference = `\0${group}\0`;
    if (!mayBeUnset(this.#tree.body, group)) return reference;
    if (mayBeEmpty(this.#tree.body, group))
      throw new RegexError(`reference to group ${group}, which may be unset or empty`);
    // The reference must have moved on: what is left behind it is shorter than what was left in front of it.
    this.#count += 1;
    return `(?=([^]*))${reference}(?!\\${this.#count}(?![^]))`;
  }

  #repeat(node: RegexNode & { kind: 'repeat' }): string {
    const { body, min, max, mode } = node;
    const write = (): string => {
      const inner = this.#node(body);
      const atom =
        isSingleByte(body) || (body.kind === 'group' && !inner.endsWith('(?:)')) ? inner : `(?:${inner})`;
      return atom + boundsSource(min, max);
    };
    if (mode === 'possessive') return this.#atomic(write);
    return write() + (mode === 'lazy' ? '?' : '');
  }
}

function boundsSource(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
