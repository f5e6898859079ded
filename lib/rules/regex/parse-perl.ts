/**
 * Parses a Perl 5 regex into the tree of ast.ts (spec 4). Flags: i m s x and their inline forms; a, u, n, p, o are
 * taken as SpamAssassin's /aa leaves them. What V8 cannot do and is not emulated throws a RegexError that names it:
 * recursion, conditionals, backtracking verbs, \K, \G, \X, \p{}, branch reset, code blocks.
 */
import type { Alternatives, RegexNode, RegexTree } from './ast.ts';
import { LINE_BEGIN, RegexError, TEXT_BEGIN } from './ast.ts';
import { countGroups } from './count-groups.ts';
import type { Flags } from './flags.ts';
import { changeFlags } from './flags.ts';
import { parseClass } from './parse-class.ts';
import { readBounds } from './read-bounds.ts';
import { readByteEscape } from './read-escape.ts';
import { END, byte, dot, simpleEscape } from './single-nodes.ts';

const MAX_TEMPLATE_CHARS = 200;
const MAX_DEPTH = 200;

export function parsePerlRegex(source: string, flags: string): RegexTree {
  const parser = new Parser(source);
  return parser.parse({
    i: flags.includes('i'),
    m: flags.includes('m'),
    s: flags.includes('s'),
    x: flags.includes('x'),
  });
}

class Parser {
  readonly #source: string;
  #at = 0;
  #groups = 0;
  #depth = 0;
  /** What stands in front is something that could have a quantifier and has none. */
  #afterAtom = false;
  readonly #names = new Map<string, number[]>();
  readonly #namedReferences: { name: string; node: { group: number } }[] = [];
  readonly #totalGroups: number;

  constructor(source: string) {
    this.#source = source;
    this.#totalGroups = countGroups(source);
  }

  parse(flags: Flags): RegexTree {
    const body = this.#alternatives({ ...flags });
    if (this.#at < this.#source.length) throw new RegexError('unmatched )');
    for (const { name, node } of this.#namedReferences) {
      const numbers = this.#names.get(name);
      if (numbers === undefined)
        throw new RegexError(`reference to a group named ${name} that does not exist`);
      if (numbers.length > 1)
        throw new RegexError(`reference to the group name ${name}, which is used twice`);
      node.group = numbers[0] ?? 0;
    }
    return { body, groupCount: this.#groups, names: this.#names };
  }

  /** Up to the closing parenthesis or the end. Flags set inside last until there. */
  #alternatives(flags: Flags): Alternatives {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new RegexError(`groups nested more than ${MAX_DEPTH} deep`);
    const branches: RegexNode[][] = [[]];
    this.#afterAtom = false;
    while (this.#at < this.#source.length && this.#peek() !== ')') {
      if (this.#peek() === '|') {
        this.#at += 1;
        this.#afterAtom = false;
        branches.push([]);
        continue;
      }
      if (flags.x && this.#skipExtended()) continue;
      const start = this.#at;
      const atom = this.#atom(flags);
      if (atom === undefined) {
        this.#afterAtom &&= this.#source.startsWith('(?#', start);
        continue;
      }
      const node = this.#quantified(atom, start, flags);
      this.#afterAtom = node === atom && this.#source.charAt(start) !== '^';
      branches.at(-1)?.push(node);
    }
    this.#depth -= 1;
    return branches;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #skipExtended(): boolean {
    if (/\s/.test(this.#peek())) {
      this.#at += 1;
      return true;
    }
    if (this.#peek() !== '#') return false;
    const newline = this.#source.indexOf('\n', this.#at);
    this.#at = newline < 0 ? this.#source.length : newline + 1;
    return true;
  }

  /** undefined: the piece stands for nothing (a comment, a flag change). */
  #atom(flags: Flags): RegexNode | undefined {
    const char = this.#peek();
    switch (char) {
      case '(':
        return this.#group(flags);
      case '[': {
        const { members, end } = parseClass(this.#source, this.#at);
        this.#at = end;
        return { kind: 'set', members, ignoreCase: flags.i };
      }
      case '\\':
        return this.#escape(flags);
      case '.':
        this.#at += 1;
        return dot(flags.s);
      case '^':
        this.#at += 1;
        return { kind: 'assert', source: flags.m ? LINE_BEGIN : TEXT_BEGIN };
      case '$':
        this.#at += 1;
        return { kind: 'assert', source: flags.m ? String.raw`(?![^\n])` : END };
      case '*':
      case '+':
      case '?':
        throw new RegexError(`quantifier ${char} follows nothing`);
      case '{':
        // Elsewhere Perl takes it for itself without a warning, which SpamAssassin makes fatal.
        if (this.#afterAtom && !this.#isTemplate()) throw new RegexError('{ without a backslash');
        this.#at += 1;
        return byte(0x7b, flags);
      default:
        this.#at += 1;
        return byte(char.charCodeAt(0), flags);
    }
  }

  /** `%{NAME}` (templates.ts); here is its brace. */
  #isTemplate(): boolean {
    const around = this.#source.slice(Math.max(0, this.#at - 2), this.#at + MAX_TEMPLATE_CHARS);
    return /^(?:[^\\]?)%\{[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:\([^)}]*\))?\}/.test(around);
  }

  #escape(flags: Flags): RegexNode {
    const letter = this.#source.charAt(this.#at + 1);
    if (letter === '') throw new RegexError('trailing \\');
    const named = /^\\N\{(?!\s*,?\s*\d)([^}]*)\}/.exec(this.#source.slice(this.#at, this.#at + 80));
    if (named !== null) {
      const code = /^U\+([0-9A-Fa-f]{1,8})$/.exec(named[1] ?? '')?.[1];
      if (code === undefined) throw new RegexError(`character name ${named[0]}`);
      this.#at += named[0].length;
      return byte(Number.parseInt(code, 16), flags);
    }
    const simple = simpleEscape(letter);
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    if (/[1-9]/.test(letter)) {
      const digits = /^\d+/.exec(this.#source.slice(this.#at + 1, this.#at + 5))?.[0] ?? letter;
      const group = Number(digits);
      if (group < 10 || group <= this.#totalGroups) {
        this.#at += 1 + digits.length;
        return this.#backreference(group, flags);
      }
    }
    if (letter === 'g' || letter === 'k') return this.#namedOrRelative(flags);
    const { code, end } = readByteEscape(this.#source, this.#at);
    this.#at = end;
    return byte(code, flags);
  }

  #backreference(group: number, flags: Flags): RegexNode {
    if (group < 1 || group > this.#totalGroups)
      throw new RegexError(`reference to group ${group}, which does not exist`);
    return { kind: 'backreference', group, ignoreCase: flags.i };
  }

  /** `\g1 \g{1} \g{-1} \g{name} \k<name> \k{name} \k'name'` */
  #namedOrRelative(flags: Flags): RegexNode {
    const rest = this.#source.slice(this.#at, this.#at + 140);
    const match = /^\\(?:g(-?\d+)|g\{(-?\d+)\}|g\{(\w+)\}|k<(\w+)>|k\{(\w+)\}|k'(\w+)')/.exec(rest);
    if (match === null) throw new RegexError(`malformed \\${rest.charAt(1)}`);
    this.#at += match[0].length;
    const number = match[1] ?? match[2];
    if (number !== undefined) {
      const value = Number(number);
      return this.#backreference(value < 0 ? this.#groups + 1 + value : value, flags);
    }
    return this.#byName(match[3] ?? match[4] ?? match[5] ?? match[6] ?? '', flags);
  }

  #byName(name: string, flags: Flags): RegexNode {
    const node = { kind: 'backreference' as const, group: 0, ignoreCase: flags.i };
    this.#namedReferences.push({ name, node });
    return node;
  }

  #group(flags: Flags): RegexNode | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 140);
    if (rest.startsWith('(*'))
      throw new RegexError(`backtracking verb ${/^\(\*\w*/.exec(rest)?.[0] ?? '(*'}`);
    if (!rest.startsWith('(?')) {
      this.#at += 1;
      return this.#capture(flags, undefined);
    }
    if (rest.startsWith('(?#')) {
      const close = this.#source.indexOf(')', this.#at);
      if (close < 0) throw new RegexError('unterminated comment (?#');
      this.#at = close + 1;
      return undefined;
    }
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      return this.#capture(flags, named[1] ?? named[2]);
    }
    const reference = /^\(\?P=(\w+)\)/.exec(rest);
    if (reference !== null) {
      this.#at += reference[0].length;
      return this.#byName(reference[1] ?? '', flags);
    }
    const look = /^\(\?(<?[=!])/.exec(rest);
    if (look !== null) {
      this.#at += look[0].length;
      const body = this.#closed(flags);
      const mark = look[1] ?? '=';
      return { kind: 'look', ahead: !mark.startsWith('<'), negated: mark.endsWith('!'), body };
    }
    if (rest.startsWith('(?>')) {
      this.#at += 3;
      return { kind: 'atomic', body: this.#closed(flags) };
    }
    const inline = /^\(\?(\^?[a-z]*)(?:-([a-z]*))?([:)])/.exec(rest);
    if (inline === null) throw new RegexError(unsupported(rest));
    this.#at += inline[0].length;
    const changed = changeFlags(flags, inline[1] ?? '', inline[2] ?? '');
    if (inline[3] === ')') {
      Object.assign(flags, changed);
      return undefined;
    }
    return { kind: 'group', capture: undefined, body: this.#closed(changed) };
  }

  #capture(flags: Flags, name: string | undefined): RegexNode {
    this.#groups += 1;
    const capture = this.#groups;
    if (name !== undefined) this.#names.set(name, [...(this.#names.get(name) ?? []), capture]);
    return { kind: 'group', capture, body: this.#closed(flags) };
  }

  #closed(flags: Flags): Alternatives {
    const body = this.#alternatives({ ...flags });
    if (this.#peek() !== ')') throw new RegexError('unmatched (');
    this.#at += 1;
    return body;
  }

  #quantified(atom: RegexNode, start: number, flags: Flags): RegexNode {
    let node = atom;
    let count = 0;
    for (;;) {
      while (flags.x && this.#skipExtended());
      const bounds = readBounds(this.#source, this.#at);
      if (bounds === undefined) return node;
      this.#at = bounds.end;
      count += 1;
      if (count > 1) throw new RegexError('nested quantifiers');
      const suffix = this.#peek();
      const mode = suffix === '?' ? 'lazy' : suffix === '+' ? 'possessive' : 'greedy';
      if (mode !== 'greedy') this.#at += 1;
      node = { kind: 'repeat', body: node, min: bounds.min, max: bounds.max, mode, start, end: this.#at };
    }
  }
}

/** What is not translated, by its name. */
function unsupported(rest: string): string {
  const opening = rest.slice(0, 4);
  if (/^\(\?(?:R|0|[+-]?[1-9]|&|P>)/.test(rest)) return `recursion ${opening}`;
  if (rest.startsWith('(?(')) return `conditional ${opening}`;
  if (rest.startsWith('(?|')) return `branch reset ${opening}`;
  return `construct ${opening}`;
}
