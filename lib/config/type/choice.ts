/** One of a few words. */
import { unexpected, type ValueType } from '../value-type.ts';

export function choice<const Word extends string>(words: readonly [Word, ...Word[]]): ValueType<Word> {
  const title = `one of ${words.join(', ')}`;
  return {
    schema: { title, enum: words },
    unit: '',
    read: (raw, context) => words.find(word => word === raw) ?? unexpected(raw, title, context, words[0]),
    parse: given => {
      const value = words.find(word => word === given);
      return value === undefined
        ? { ok: false, fault: `unknown value ${JSON.stringify(given ?? '')}; ${title}` }
        : { ok: true, value };
    },
  };
}
