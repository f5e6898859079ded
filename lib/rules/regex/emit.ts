/**
 * Writes the tree of ast.ts as V8 source without the flags u, m, s (spec 4.4). Case folding of ASCII letters is the JavaScript
 * flag i when the whole pattern folds, else the modifier `(?i:...)`; that of sets and of other letters is worked into sets,
 * because V8 looks up the cases of those again and again while it compiles. Atomic groups become a lookahead with a backreference, so groups
 * are renumbered: `groups` maps Perl's numbers to V8's.
 */
import type { Alternatives, RegexNode, RegexTree } from './ast.ts';
import { mayBeEmpty, mayBeUnset } from './groups.ts';
import { RegexError } from './ast.ts';
import { byteSource, setSource } from './byte-source.ts';
import { Foldings, foldedMembers, foldsIntoSet, pairOf } from './folding.ts';

export interface EmittedRegex {
  readonly source: string;
  readonly flags: '' | 'i';
  /** Perl group number to V8 group number. */
  readonly groups: ReadonlyMap<number, number>;
  /** Names of groups and their Perl numbers. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

/** Most regexes have neither. */
const NO_GROUPS: EmittedRegex['groups'] = new Map();
const NO_NAMES: EmittedRegex['names'] = new Map();

export function emitRegex(tree: RegexTree): EmittedRegex {
  const emitter = new Emitter(tree);
  const whole = emitter.foldings.of(tree.body);
  const source = emitter.alternatives(tree.body, whole === true);
  return {
    source: emitter.resolve(source),
    flags: whole === true ? 'i' : '',
    groups: emitter.groups.size === 0 ? NO_GROUPS : emitter.groups,
    names: tree.names.size === 0 ? NO_NAMES : tree.names,
  };
}

class Emitter {
  readonly groups = new Map<number, number>();
  readonly foldings = new Foldings();
  readonly #tree: RegexTree;
  #count = 0;

  constructor(tree: RegexTree) {
    this.#tree = tree;
  }

  /** `\0N\0` stands for the reference to Perl's group N until all groups are numbered. */
  resolve(source: string): string {
    return source.replace(
      /\0(\d+)\0/g,
      (_, number: string) => `(?:\\${this.groups.get(Number(number)) ?? 0})`,
    );
  }

  alternatives(body: Alternatives, folding: boolean): string {
    return body.map(branch => this.#branch(branch, folding)).join('|');
  }

  /** Neighbours that fold differently from the surroundings share one modifier group. */
  #branch(nodes: readonly RegexNode[], folding: boolean): string {
    let out = '';
    for (let at = 0; at < nodes.length;) {
      const node = nodes[at];
      if (node === undefined) break;
      const fold = this.foldings.of([[node]]);
      if (fold === undefined || fold === folding || fold === 'mixed') {
        out += this.#node(node, folding);
        at += 1;
        continue;
      }
      let end = at + 1;
      for (
        let next = nodes[end];
        next !== undefined && this.foldings.of([[next]]) === fold;
        next = nodes[end]
      )
        end += 1;
      out += `(?${fold ? '' : '-'}i:${nodes
        .slice(at, end)
        .map(one => this.#node(one, fold))
        .join('')})`;
      at = end;
    }
    return out;
  }

  #node(node: RegexNode, folding: boolean): string {
    switch (node.kind) {
      case 'byte':
        return foldsIntoSet(node) ? setSource(pairOf(node.code)) : byteSource(node.code);
      case 'set':
        return setSource(foldedMembers(node));
      case 'assert':
        return node.source;
      case 'look':
        return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${this.alternatives(node.body, folding)})`;
      case 'group':
        return this.#group(node, folding);
      case 'atomic':
        return this.#atomic(() => this.alternatives(node.body, folding));
      case 'backreference':
        return this.#backreference(node.group);
      case 'repeat':
        return this.#repeat(node, folding);
    }
  }

  #group(node: RegexNode & { kind: 'group' }, folding: boolean): string {
    if (node.capture === undefined) return `(?:${this.alternatives(node.body, folding)})`;
    this.#count += 1;
    this.groups.set(node.capture, this.#count);
    return `(${this.alternatives(node.body, folding)})`;
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

  #repeat(node: RegexNode & { kind: 'repeat' }, folding: boolean): string {
    const { body, min, max, mode } = node;
    const write = (): string => {
      const inner = this.#node(body, folding);
      const atom =
        body.kind === 'byte' || body.kind === 'set' || (body.kind === 'group' && !inner.endsWith('(?:)'))
          ? inner
          : `(?:${inner})`;
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
