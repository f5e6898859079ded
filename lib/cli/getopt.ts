/**
 * Options as the Perl programs of SpamAssassin read them with Getopt::Long: letters may be bundled, a value may stand behind its
 * letter, long names are not shortened, and a word that is no option may stand between options. Gives options and words
 * in the order in which they were written. One table serves for reading and for the help.
 */
import { UsageError } from '../errors.ts';

/** `text?` and `number?`: the value may be missing. */
type ValueKind = 'none' | 'text' | 'text?' | 'number?';

export interface Option {
  readonly name: string;
  /** Letters and long names that mean the same. */
  readonly aliases: readonly string[];
  readonly value: ValueKind;
  readonly help: string;
}

/** `aliases` separated by blanks. */
export function option(name: string, aliases: string, value: ValueKind, help: string): Option {
  return { name, aliases: aliases.split(' ').filter(alias => alias !== ''), value, help };
}

export type Given =
  | { readonly kind: 'option'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'word'; readonly text: string };

/** Throws a UsageError. */
export function readOptions(table: readonly Option[], arguments_: readonly string[]): Given[] {
  const byName = new Map(table.flatMap(one => [one.name, ...one.aliases].map(name => [name, one] as const)));
  const given: Given[] = [];
  const words = [...arguments_];
  const note = ({ name, value }: Option, attached: string | undefined): void => {
    given.push({ kind: 'option', name, value: attached ?? valueAmong(words, name, value) });
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      for (const text of words.splice(0)) given.push({ kind: 'word', text });
    } else if (word.startsWith('--')) {
      const [, name = '', attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      const found = name.length > 1 ? byName.get(name) : undefined;
      if (found === undefined) throw new UsageError(`unknown option: ${word}`);
      if (attached !== undefined && found.value === 'none')
        throw new UsageError(`option ${name} takes no value`);
      note(found, attached);
    } else if (word.startsWith('-') && word !== '-') {
      readLetters(word.slice(1), byName, note);
    } else {
      given.push({ kind: 'word', text: word });
    }
  }
  return given;
}

function readLetters(
  letters: string,
  byName: ReadonlyMap<string, Option>,
  note: (found: Option, attached: string | undefined) => void,
): void {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const found = byName.get(letter);
    if (found === undefined) throw new UsageError(`unknown option: -${letter}`);
    const rest = letters.slice(at + 1).replace(/^=/, '');
    if (found.value === 'none' || rest === '') {
      note(found, undefined);
      continue;
    }
    const attached = found.value === 'number?' ? /^[-+]?\d+/.exec(rest)?.[0] : rest;
    note(found, attached ?? '');
    at += found.value === 'number?' ? (attached ?? '').length : letters.length;
  }
}

/** The value that stands as a word of its own; '' for one that may be missing and is. */
function valueAmong(words: string[], name: string, kind: ValueKind): string | undefined {
  const [next] = words;
  switch (kind) {
    case 'none':
      return undefined;
    case 'text':
      if (next === undefined) throw new UsageError(`option ${name} needs a value`);
      return words.shift();
    case 'text?':
      return next === undefined || next.startsWith('-') ? '' : words.shift();
    case 'number?':
      return next !== undefined && /^[-+]?\d+$/.test(next) ? words.shift() : '';
  }
}

/** One line an option. */
export function optionsHelp(table: readonly Option[]): string {
  return table
    .map(({ name, aliases, value, help }) => {
      const letters = aliases.filter(alias => alias.length === 1).map(alias => `-${alias}`);
      const placeholder = { none: '', text: ' X', 'text?': '[=X]', 'number?': '[=N]' }[value];
      return `  ${[...letters, `--${name}${placeholder}`].join(', ').padEnd(32)} ${help}`;
    })
    .join('\n');
}
