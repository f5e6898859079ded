/**
 * What the directives said about rules so far: definitions, scores, descriptions, flags, priorities, each with its place.
 * The last line about a thing wins as a whole; a definition that cannot be read leaves the earlier one in force, as in
 * SpamAssassin (spec 1.2, 1.4 to 1.7). Methods give the text of a fault, or nothing. finishRules makes rules of it.
 */
import { isUtf8 } from 'node:buffer';
import { fromUtf8Bytes } from '../../views/bytes.ts';
import { ExpressionError } from '../meta/read-expression.ts';
import { RegexError } from '../regex/ast.ts';
import type { Place, RuleTest, Scores } from '../rule.ts';
import { parseScores } from '../score.ts';
import { NO_TAGS, parseTags } from '../tflags.ts';
import type { RuleTags } from '../tflags.ts';
import { RuleSyntaxError, parseTest } from './parse-test.ts';
import type { RuleKey } from './parse-test.ts';
import { quote } from './value-types.ts';

export interface Definition extends Place {
  readonly test: RuleTest;
  /** As written: `body /x/i`. */
  readonly source: string;
}

/** A value and where it was set. */
export interface Placed<T> extends Place {
  readonly value: T;
}

const RULE_NAME = /^[_a-zA-Z][_a-zA-Z0-9]{0,127}$/;
const MAX_NAME_CHARS = 100;
const LONG_NAME_CHARS = 40;
/** Rules whose captures become template tags run before all others. */
const CAPTURE = /\(\?P?[<'][A-Z]/;
const CAPTURE_PRIORITY = -10_000;
const SHORTCIRCUIT_PRIORITY = -200;

export class RuleCollector {
  readonly definitions = new Map<string, Definition>();
  readonly descriptions = new Map<string, Placed<string>>();
  /** Rules with a description that is no UTF-8 and so is taken for Latin-1. */
  readonly latin1Descriptions = new Set<string>();
  readonly scores = new Map<string, Placed<Scores>>();
  readonly tags = new Map<string, Placed<RuleTags>>();
  readonly priorities = new Map<string, Placed<number>>();
  readonly shortcircuits = new Map<string, Shortcircuit>();
  readonly #strict: boolean;

  /** `strict`: regexes that always match are faults, names that are long too. */
  constructor(strict: boolean) {
    this.#strict = strict;
  }

  define(key: RuleKey, name: string, text: string, place: Place): string | undefined {
    if (!RULE_NAME.test(name))
      return `${key}: ${quote(name)} is no name of a rule; letters, digits and _ are allowed`;
    if (name.length > MAX_NAME_CHARS)
      return `${key}: the name ${quote(name)} has more than ${MAX_NAME_CHARS} characters`;
    if (key === 'reuse' && this.definitions.has(name)) return undefined;
    if (text === '' && key !== 'reuse') return `${key} ${name}: a test is missing`;
    let test: RuleTest;
    try {
      test = parseTest(key, text, { strict: this.#strict });
    } catch (error) {
      if (error instanceof RegexError || error instanceof RuleSyntaxError || error instanceof ExpressionError)
        return `${key} ${name}: ${error.message}`;
      throw error;
    }
    // A Map keeps the place of the first definition; the last one counts.
    this.definitions.delete(name);
    this.definitions.set(name, { test, source: `${key} ${text}`.trim(), ...place });
    if (key !== 'meta' && CAPTURE.test(text))
      this.priorities.set(name, { value: CAPTURE_PRIORITY, ...place });
    if (this.#strict && name.length > LONG_NAME_CHARS && !/^(?:__|T_)/.test(name))
      return `${key}: the name ${name} has more than ${LONG_NAME_CHARS} characters; 22 are enough`;
    return undefined;
  }

  describe(name: string, text: string, place: Place): string | undefined {
    if (text === '') return `describe ${name}: a text is missing`;
    const isLatin1 = !isUtf8(Buffer.from(text, 'latin1'));
    this.descriptions.set(name, { value: isLatin1 ? text : fromUtf8Bytes(text), ...place });
    if (isLatin1) this.latin1Descriptions.add(name);
    else this.latin1Descriptions.delete(name);
    return undefined;
  }

  score(name: string, text: string, place: Place): string | undefined {
    const words = text.split(/\s+/).filter(word => word !== '');
    const scores = parseScores(words, this.scores.get(name)?.value);
    if (typeof scores === 'string') return `score ${name}: ${scores}`;
    this.scores.set(name, { value: scores, ...place });
    return undefined;
  }

  flag(name: string, text: string, place: Place): string | undefined {
    if (text === '') return `tflags ${name}: flags are missing`;
    this.tags.set(name, { value: parseTags(text), ...place });
    return undefined;
  }

  prioritise(name: string, text: string, place: Place): string | undefined {
    if (!RULE_NAME.test(name)) return `priority: ${quote(name)} is no name of a rule`;
    if (!/^-?\d{1,9}$/.test(text))
      return `priority ${name}: ${quote(text)} is wrong; allowed: a whole number`;
    this.priorities.set(name, { value: Number(text), ...place });
    return undefined;
  }

  /** Plugin Shortcircuit: ham and spam set priority and flags as well. */
  shortcircuit(name: string, text: string, place: Place): string | undefined {
    if (!/^\w+$/.test(name) || !isShortcircuit(text))
      return `shortcircuit ${name}: ${quote(text)} is wrong; allowed: ham, spam, on, off`;
    this.shortcircuits.set(name, text);
    if (text === 'on' || text === 'off') return undefined;
    if ((this.priorities.get(name)?.value ?? 0) === 0)
      this.priorities.set(name, { value: SHORTCIRCUIT_PRIORITY, ...place });
    const { names, maxHits } = this.tags.get(name)?.value ?? NO_TAGS;
    const added = text === 'ham' ? ['nice', 'noautolearn'] : ['noautolearn'];
    this.tags.set(name, { value: { names: new Set([...names, ...added]), maxHits }, ...place });
    return undefined;
  }
}

export type Shortcircuit = 'ham' | 'spam' | 'on' | 'off';

function isShortcircuit(text: string): text is Shortcircuit {
  return text === 'ham' || text === 'spam' || text === 'on' || text === 'off';
}
