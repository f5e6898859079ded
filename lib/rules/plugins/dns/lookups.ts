/**
 * The questions of one message to the DNS, and the rules that wait for each. Asked at once; when the last question of a rule is
 * answered, or is known to stay without an answer, and the rule has not hit, it is settled as not hit. An answer may lead to
 * more questions. What no answer came for stays undecided, as in SpamAssassin.
 *
 * Answers are hostile: at most 100 records of each are looked at, at most 1000 questions are asked for a message.
 */
import type { DnsAnswer, RecordType, Resolver } from '../../../net/resolver.ts';
import { describeError } from '../../../errors.ts';
import { toAce } from '../../../views/uri/ace.ts';
import { blockedLists } from './blocked-lists.ts';
import type { MessageContext } from '../plugin.ts';

export interface Question {
  readonly name: string;
  readonly type: RecordType;
  /** Those that wait for the answer. */
  readonly rules: readonly string[];
}

export interface GivenAnswer extends DnsAnswer {
  /** As asked: in ASCII, without a dot at the end. */
  readonly name: string;
  readonly type: RecordType;
}

const MAX_RECORDS = 100;
const MAX_QUESTIONS = 1000;

export class Lookups {
  readonly #message: MessageContext;
  readonly #resolver: Resolver | undefined;
  readonly #isBlocked: (name: string) => boolean;
  readonly #pending = new Map<string, number>();
  readonly #asked = new Set<string>();

  constructor(message: MessageContext) {
    this.#message = message;
    this.#resolver = message.outside.resolver;
    this.#isBlocked = this.#resolver === undefined ? () => true : message.once(blockedLists);
  }

  /** False with local tests only. */
  get available(): boolean {
    return this.#resolver !== undefined;
  }

  /** Something was asked for this rule: it is settled, or stays undecided. */
  wasAsked(rule: string): boolean {
    return this.#pending.has(rule);
  }

  /** `use` is told the answer. False: it will not be asked. */
  ask({ name, type, rules }: Question, use: (answer: GivenAnswer) => void): boolean {
    const asked = toAce(name.replace(/\.+$/, ''));
    if (this.#resolver === undefined || this.#asked.size >= MAX_QUESTIONS || this.#isBlocked(asked))
      return false;
    this.#asked.add(`${type} ${asked.toLowerCase()}`);
    for (const rule of rules) this.#pending.set(rule, (this.#pending.get(rule) ?? 0) + 1);
    const told = this.#resolver.query(asked, type).then(answer => {
      if (answer !== undefined) this.#use({ ...bounded(answer), name: asked, type }, rules, use);
    });
    this.#message.wait(`${rules[0] ?? 'DNS'} (${type} ${asked})`, told);
    return true;
  }

  #use(answer: GivenAnswer, rules: readonly string[], use: (answer: GivenAnswer) => void): void {
    try {
      use(answer);
    } catch (thrown) {
      this.#message.remark(
        `the answer for ${answer.type} ${answer.name} was of no use: ${describeError(thrown)}`,
      );
    }
    for (const rule of rules) {
      const left = (this.#pending.get(rule) ?? 0) - 1;
      this.#pending.set(rule, left);
      if (left === 0) this.#message.settle(rule, 0);
    }
  }
}

/** Key of MessageContext.once. */
export function lookups(message: MessageContext): Lookups {
  return new Lookups(message);
}

function bounded({ code, records }: DnsAnswer): DnsAnswer {
  return { code, records: records.slice(0, MAX_RECORDS) };
}
