/**
 * Writes the tree of ast.ts as V8 source without the flags u, m, s (spec 4.4). Case folding is the JavaScript flag i when
 * the whole pattern folds, else letters become classes: V8 14 forgets the modifier `(?i:...)` behind nested alternatives. Atomic groups become a lookahead with a backreference, so groups
 * are renumbered: `groups` maps Perl's numbers to V8's.
 */
import type { Alternatives, ByteSet, RegexNode, RegexTree } from './ast.ts';
import { mayBeEmpty, mayBeUnset } from './groups.ts';
import { RegexError } from './ast.ts';

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
  knownCases = new WeakMap();
  const whole = caseOf(tree.body);
  const emitter = new Emitter(tree);
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

  #branch(nodes: readonly RegexNode[], folding: boolean): string {
    return nodes.map(node => this.#node(node, folding)).join('');
  }

  #node(node: RegexNode, folding: boolean): string {
    switch (node.kind) {
      case 'byte':
        return node.ignoreCase && !folding ? eitherCase(node.code) : byteSource(node.code);
      case 'set':
        return setSource(node.ignoreCase && !folding ? withBothCases(node.members) : node.members);
      case 'assert':
        return node.source;
      case 'look':
        return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${this.alternatives(node.body, folding)})`;
      case 'group':
        return this.#group(node, folding);
      case 'atomic':
        return this.#atomic(() => this.alternatives(node.body, folding));
      case 'backreference':
        return node.ignoreCase && !folding
          ? `(?i:${this.#backreference(node.group)})`
          : this.#backreference(node.group);
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

function byteSource(code: number): string {
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9_ '"<>@#%&,;:=!~`-]/.test(char) ? char : `\\x${code.toString(16).padStart(2, '0')}`;
}

/** As in Perl, only ASCII letters of a byte string have two cases. */
function eitherCase(code: number): string {
  const other = otherCase(code);
  return other === code ? byteSource(code) : `[${classByte(code)}${classByte(other)}]`;
}

function withBothCases({ negated, bytes }: ByteSet): ByteSet {
  const both = bytes.slice();
  for (let code = 0; code < 128; code += 1) if (bytes[code] === 1) both[otherCase(code)] = 1;
  return { negated, bytes: both };
}

function otherCase(code: number): number {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? code ^ 0x20 : code;
}

function setSource({ negated, bytes }: ByteSet): string {
  let ranges = '';
  for (let code = 0; code < 256; code += 1) {
    if (bytes[code] !== 1) continue;
    let end = code;
    while (bytes[end + 1] === 1) end += 1;
    ranges += classByte(code) + (end > code ? `${end > code + 1 ? '-' : ''}${classByte(end)}` : '');
    code = end;
  }
  return `[${negated ? '^' : ''}${ranges}]`;
}

function classByte(code: number): string {
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9]/.test(char) ? char : `\\x${code.toString(16).padStart(2, '0')}`;
}

type Folding = boolean | 'mixed' | undefined;

/** Whether all bytes in it fold, none do, or some; undefined when case does not matter anywhere. */
function caseOf(body: Alternatives): Folding {
  let result: Folding;
  for (const branch of body) {
    for (const node of branch) {
      const one = nodeCase(node);
      if (one === undefined) continue;
      if (result === undefined) result = one;
      else if (result !== one) return 'mixed';
    }
  }
  return result;
}

/** Asked at every level of a tree, so that it has to be remembered while the tree is written. */
let knownCases = new WeakMap<RegexNode, { readonly folding: Folding }>();

function nodeCase(node: RegexNode): Folding {
  let known = knownCases.get(node);
  if (known === undefined) {
    known = { folding: workOutCase(node) };
    knownCases.set(node, known);
  }
  return known.folding;
}

function workOutCase(node: RegexNode): Folding {
  switch (node.kind) {
    case 'byte':
      return hasCase(node.code) ? node.ignoreCase : undefined;
    case 'set':
      return listsCase(node.members) ? node.ignoreCase : undefined;
    case 'backreference':
      return node.ignoreCase;
    case 'assert':
      return undefined;
    case 'look':
    case 'group':
    case 'atomic':
      return caseOf(node.body);
    case 'repeat':
      return nodeCase(node.body);
  }
}

function listsCase({ bytes }: ByteSet): boolean {
  for (let code = 0x41; code < 256; code += 1) if (bytes[code] === 1 && hasCase(code)) return true;
  return false;
}

function hasCase(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code >= 0xc0;
}
