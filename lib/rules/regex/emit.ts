/**
 * Writes the tree of ast.ts as V8 source without the flags u, m, s (spec 4.4). Case folding of ASCII letters is the JavaScript
 * flag i when the whole pattern folds, else the modifier `(?i:...)`; that of sets and of other letters is worked into sets,
 * because V8 looks up the cases of those again and again while it compiles. Atomic groups become a lookahead with a backreference, so groups
 * are renumbered: `groups` maps Perl's numbers to V8's.
 */
import type { Alternatives, ByteSet, RegexNode, RegexTree } from './ast.ts';
import { mayBeEmpty, mayBeUnset } from './groups.ts';
import { RegexError } from './ast.ts';
import { emptySet, hasCase } from './byte-sets.ts';

export interface EmittedRegex {
  readonly source: string;
  readonly flags: '' | 'i';
  /** Perl group number to V8 group number. */
  readonly groups: ReadonlyMap<number, number>;
  /** Names of groups and their Perl numbers. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

const CASE_BIT = 0x20;

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

  /** Neighbours that fold differently from the surroundings share one modifier group. */
  #branch(nodes: readonly RegexNode[], folding: boolean): string {
    let out = '';
    for (let at = 0; at < nodes.length;) {
      const node = nodes[at];
      if (node === undefined) break;
      const fold = caseOf([[node]]);
      if (fold === undefined || fold === folding || fold === 'mixed') {
        out += this.#node(node, folding);
        at += 1;
        continue;
      }
      let end = at + 1;
      for (let next = nodes[end]; next !== undefined && caseOf([[next]]) === fold; next = nodes[end])
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

/** Bytes above 7F are not spelled out: V8 reads the source at each start, and with replace_tags most of it are those. */
function byteSource(code: number): string {
  const char = String.fromCharCode(code);
  return /[A-Za-z0-9_ '"<>@#%&,;:=!~`\x80-\xff-]/.test(char) ? char : escaped(code);
}

/** A set of most bytes is written by those that it lacks. */
function setSource({ negated, bytes }: ByteSet): string {
  let count = 0;
  for (const one of bytes) count += one;
  return count > 128
    ? `[${negated ? '' : '^'}${rangesSource(bytes.map(one => 1 - one))}]`
    : `[${negated ? '^' : ''}${rangesSource(bytes)}]`;
}

function rangesSource(bytes: Uint8Array): string {
  let ranges = '';
  for (let code = 0; code < 256; code += 1) {
    if (bytes[code] !== 1) continue;
    let end = code;
    while (bytes[end + 1] === 1) end += 1;
    ranges += classByte(code) + (end > code ? `${end > code + 1 ? '-' : ''}${classByte(end)}` : '');
    code = end;
  }
  return ranges;
}

function classByte(code: number): string {
  return code > 0x7f || /[A-Za-z0-9]/.test(String.fromCharCode(code))
    ? String.fromCharCode(code)
    : escaped(code);
}

function escaped(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

function foldsIntoSet({ code, ignoreCase }: RegexNode & { kind: 'byte' }): boolean {
  return ignoreCase && code > 0x7f && hasCase(code);
}

function pairOf(code: number): ByteSet {
  const bytes = emptySet();
  bytes[code] = 1;
  bytes[code ^ CASE_BIT] = 1;
  return { negated: false, bytes };
}

/** With both cases of each letter, if it folds. */
function foldedMembers({ members, ignoreCase }: RegexNode & { kind: 'set' }): ByteSet {
  if (!ignoreCase) return members;
  const bytes = Uint8Array.from(members.bytes);
  for (let code = 0x41; code < 256; code += 1)
    if (members.bytes[code] === 1 && hasCase(code)) bytes[code ^ CASE_BIT] = 1;
  return { negated: members.negated, bytes };
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
      if (foldsIntoSet(node)) return false;
      return hasCase(node.code) ? node.ignoreCase : undefined;
    case 'set':
      return caseOfSet(foldedMembers(node));
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

/** A set with both cases of its letters may stand anywhere; V8 is spared to look for more letters above 7F. */
function caseOfSet({ bytes }: ByteSet): Folding {
  for (let code = 0x41; code < 0x80; code += 1)
    if (hasCase(code) && bytes[code] !== bytes[code ^ CASE_BIT]) return false;
  const high = bytes.subarray(0xc0);
  return high.includes(1) && high.includes(0) ? false : undefined;
}
