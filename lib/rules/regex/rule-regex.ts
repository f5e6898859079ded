/**
 * One regex of a rule: Perl source in, V8 RegExp at its first use. This is the one place where a regex is asked to match,
 * so that a literal prefilter can stand in front of it later.
 */
import { RegexError } from './ast.ts';
import type { EmittedRegex } from './emit.ts';
import { emitRegex } from './emit.ts';
import { readRegexLiteral } from './literal.ts';
import { parsePerlRegex } from './parse-perl.ts';

export interface RuleMatch {
  readonly text: string;
  readonly index: number;
  readonly groups: readonly (string | undefined)[];
}

export class RuleRegex {
  readonly #emitted: EmittedRegex;
  #compiled: RegExp | undefined;

  constructor(emitted: EmittedRegex) {
    this.#emitted = emitted;
  }

  /** V8's source, for tests and for `rules explain`. */
  get source(): string {
    return this.#emitted.source;
  }

  get flags(): string {
    return this.#emitted.flags;
  }

  /** The first match, its place and its groups by Perl's numbers (groups[0] is $1). */
  exec(subject: string): RuleMatch | undefined {
    const regex = this.#regex;
    regex.lastIndex = 0;
    const match = regex.exec(subject);
    return match === null ? undefined : { text: match[0], index: match.index, groups: match.slice(1) };
  }

  test(subject: string): boolean {
    const regex = this.#regex;
    regex.lastIndex = 0;
    return regex.test(subject);
  }

  /** Number of matches that do not overlap, at most `limit`. */
  count(subject: string, limit: number): number {
    const regex = this.#regex;
    regex.lastIndex = 0;
    let count = 0;
    while (count < limit) {
      const match = regex.exec(subject);
      if (match === null) break;
      count += 1;
      if (match[0] === '') regex.lastIndex += 1;
    }
    return count;
  }

  get #regex(): RegExp {
    return (this.#compiled ??= new RegExp(this.#emitted.source, `g${this.#emitted.flags}`));
  }
}

/** Translates a literal like `/foo/i`. Throws a RegexError that names what is wrong. */
export function translateRegex(literal: string): RuleRegex {
  const { source, flags } = readRegexLiteral(literal);
  return translateSource(source, flags);
}

/** The same for a bare source. */
export function translateSource(source: string, flags: string): RuleRegex {
  const emitted = emitRegex(parsePerlRegex(source, flags));
  return new RuleRegex(emitted);
}

export { RegexError };
