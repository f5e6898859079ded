/**
 * One regex of a rule: Perl source in, V8 RegExp at its first use. This is the one place where a regex is asked to match; a
 * subject that lacks what the regex needs (lib/rules/prefilter) is not shown to V8, and a regex that never is shown one is never
 * compiled, which is what costs most in a process for one message.
 */
import { RegexError } from './ast.ts';
import type { EmittedRegex } from './emit.ts';
import { emitRegex, NO_GROUPS, NO_NAMES } from './emit.ts';
import { readRegexLiteral } from './literal.ts';
import { ANYWHERE, matchStartOf, nextStart } from './match-start.ts';
import type { MatchStart } from './match-start.ts';
import { prefixAutomaton } from '../prefilter/prefix-automaton.ts';
import type { Automaton } from '../prefilter/prefix-automaton.ts';
import { lacks, requirementOf } from '../prefilter/requirement.ts';
import type { Requirement } from '../prefilter/requirement.ts';
import { parsePerlRegex } from './parse-perl.ts';

export interface RuleMatch {
  readonly text: string;
  readonly index: number;
  /** By Perl's numbers: groups[0] is $1. */
  readonly groups: readonly (string | undefined)[];
}

/** Of V8's source. */
const HEAVY_CHARS = 1000;

/** In a longer text V8 finds the lines itself: asked often, it would compile the regex once more. */
const FEW_LINES_CHARS = 4096;

interface Translation extends EmittedRegex {
  readonly requirement: Requirement;
  readonly start: MatchStart;
}

/** As JSON can hold it. */
export interface PackedRegex {
  readonly perlFlags: string;
  readonly perlSource?: string;
  readonly source?: string;
  readonly flags?: 'i';
  readonly minLength?: number;
  readonly needs?: Requirement['needs'];
  readonly start?: MatchStart;
  readonly groups?: readonly (readonly [number, number])[];
  readonly names?: readonly (readonly [string, readonly number[]])[];
}

export class RuleRegex {
  readonly perlFlags: string;
  /** It may hold template tags, which fillTemplates replaces. */
  readonly hasTemplates: boolean;
  #perlSource: string | undefined;
  #translated: Translation | undefined;
  /** For a place, and from a place on. */
  #compiled: RegExp | undefined;
  #compiledToScan: RegExp | undefined;

  /** Not yet looked at: the first use throws a RegexError when it is none. */
  constructor(perlSource: string, perlFlags: string) {
    this.#perlSource = perlSource;
    this.perlFlags = perlFlags;
    this.hasTemplates = perlSource.includes('%{');
  }

  /** In Perl's language, without delimiters. */
  get perlSource(): string {
    if (this.#perlSource === undefined) throw new RegexError('its Perl source was dropped');
    return this.#perlSource;
  }

  /**
   * `isInGroup`: the prefilter (lib/rules/prefiltered.ts) knows what it needs, so that its Perl source and its literals serve nobody
   * any more.
   */
  packed(isInGroup: boolean): PackedRegex {
    const { perlFlags } = this;
    const translation = this.hasTemplates ? undefined : this.#soundTranslation;
    if (translation === undefined) return { perlFlags, perlSource: this.perlSource };
    const { source, flags, groups, names, requirement, start } = translation;
    const { minLength, needs } = requirement;
    return {
      perlFlags,
      source,
      ...(flags === 'i' ? { flags } : {}),
      ...(minLength === 0 ? {} : { minLength }),
      ...(isInGroup ? {} : { perlSource: this.perlSource, needs }),
      ...(start.at === 'anywhere' && start.prefix === '' ? {} : { start }),
      ...(groups.size === 0 ? {} : { groups: [...groups] }),
      ...(names.size === 0 ? {} : { names: [...names] }),
    };
  }

  static unpacked(packed: PackedRegex): RuleRegex {
    const { perlFlags, perlSource, source, flags = '', groups, names } = packed;
    const regex = new RuleRegex(perlSource ?? '', perlFlags);
    if (source === undefined) return regex;
    if (perlSource === undefined) regex.#perlSource = undefined;
    regex.#translated = {
      source,
      flags,
      groups: groups === undefined ? NO_GROUPS : new Map(groups),
      names: names === undefined ? NO_NAMES : new Map(names),
      requirement: { minLength: packed.minLength ?? 0, needs: packed.needs ?? [] },
      start: packed.start ?? ANYWHERE,
    };
    return regex;
  }

  /** V8's source, for tests and for `rules explain`. */
  get source(): string {
    return this.#translation.source;
  }

  get flags(): string {
    return this.#translation.flags;
  }

  /** Throws a RegexError that names what is wrong. */
  validate(): this {
    this.#translated ??= translate(this.perlSource, this.perlFlags);
    return this;
  }

  /** What every text holds that it matches in. Throws a RegexError. */
  get requirement(): Requirement {
    return this.#translation.requirement;
  }

  /** V8 takes long to compile it. */
  get isHeavy(): boolean {
    return this.#translation.source.length > HEAVY_CHARS;
  }

  /** For one that needs no literal, or is heavy: what a match begins with. Large, so it is made at each call. */
  get prefixAutomaton(): Automaton | undefined {
    return prefixAutomaton(parsePerlRegex(this.perlSource, this.perlFlags));
  }

  /** The first match. */
  exec(subject: string): RuleMatch | undefined {
    if (lacks(subject, this.requirement)) return undefined;
    const match = this.#search(subject, 0);
    return match === null ? undefined : this.#toMatch(match);
  }

  test(subject: string): boolean {
    if (lacks(subject, this.requirement)) return false;
    return this.#search(subject, 0) !== null;
  }

  /** The matches that do not overlap. */
  *matches(subject: string): Generator<RuleMatch> {
    if (lacks(subject, this.requirement)) return;
    yield* this.matchesIn(subject);
  }

  /** The same in a subject that is known to hold what the regex needs. */
  *matchesIn(subject: string): Generator<RuleMatch> {
    for (let at = 0; at <= subject.length;) {
      const match = this.#search(subject, at);
      if (match === null) return;
      at = match.index + Math.max(1, match[0].length);
      yield this.#toMatch(match);
    }
  }

  /** What the named groups hold; names that begin with a capital become template tags. */
  captures({ groups }: RuleMatch): readonly { readonly name: string; readonly value: string }[] {
    return [...this.#translation.names].flatMap(([name, numbers]) =>
      numbers.flatMap(number => {
        const value = groups[number - 1];
        return value === undefined || value === '' ? [] : [{ name, value }];
      }),
    );
  }

  get hasCaptures(): boolean {
    return this.#translation.names.size > 0;
  }

  #toMatch(match: RegExpExecArray): RuleMatch {
    const { groups } = this.#translation;
    return {
      text: match[0],
      index: match.index,
      groups:
        groups.size === 0
          ? []
          : Array.from({ length: groups.size }, (_, index) => match[groups.get(index + 1) ?? 0]),
    };
  }

  /** undefined: it is no regex. */
  get #soundTranslation(): Translation | undefined {
    try {
      return this.#translation;
    } catch (error) {
      if (error instanceof RegexError) return undefined;
      throw error;
    }
  }

  get #translation(): Translation {
    return (this.#translated ??= translate(this.perlSource, this.perlFlags));
  }

  /** The first match at a place or behind it. */
  #search(subject: string, from: number): RegExpExecArray | null {
    const { start } = this.#translation;
    const isFew = start.prefix !== '' || start.at === 'text' || subject.length <= FEW_LINES_CHARS;
    if (start.at === 'anywhere' ? start.prefix === '' : !isFew) {
      const regex = (this.#compiledToScan ??= compile(this.#translation, 'g'));
      regex.lastIndex = from;
      return regex.exec(subject);
    }
    let place = nextStart(subject, from, start);
    while (place >= 0) {
      const regex = (this.#compiled ??= compile(this.#translation, 'y'));
      regex.lastIndex = place;
      const match = regex.exec(subject);
      if (match !== null) return match;
      place = nextStart(subject, place + 1, start);
    }
    return null;
  }
}

function translate(perlSource: string, perlFlags: string): Translation {
  const tree = parsePerlRegex(perlSource, perlFlags);
  return { ...emitRegex(tree), requirement: requirementOf(tree), start: matchStartOf(tree) };
}

function compile({ source, flags }: EmittedRegex, mode: 'g' | 'y'): RegExp {
  try {
    return new RegExp(source, mode + flags);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RegexError('too large for V8', { cause: error });
    throw error;
  }
}

/** Translates a literal like `/foo/i`. Throws a RegexError that names what is wrong. */
export function translateRegex(literal: string): RuleRegex {
  const { source, flags } = readRegexLiteral(literal);
  return translateSource(source, flags);
}

/** The same for a bare source. */
export function translateSource(source: string, flags: string): RuleRegex {
  return new RuleRegex(source, flags).validate();
}

export { RegexError };
