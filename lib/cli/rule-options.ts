/** Options of `tag` and `learn` that say where the rules are, as spamassassin and sa-learn have them; and how what is given is kept. */
import { option, readOptions, type Given, type Option } from './getopt.ts';

export const RULE_PLACES: readonly Option[] = [
  option('configpath', 'C c config-file config-dir', 'text', 'folder or file of the system rules'),
  option('siteconfigpath', '', 'text', 'folder or file of the rules of the site'),
  option('prefspath', 'p prefs-file', 'text', 'preferences (default: ~/.spamassassin/user_prefs)'),
];
export const RULE_LINES = option('cf', '', 'text', 'a line behind all rule files (repeatable)');

export interface GivenOptions {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** `word` is told each word in its place, and `named` each option. Throws a UsageError. */
export function gatherOptions(
  table: readonly Option[],
  arguments_: readonly string[],
  told: { readonly word: (text: string) => void; readonly named?: (name: string) => void },
): GivenOptions {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const note = ({ name, value }: Given & { readonly kind: 'option' }): void => {
    flags.add(name);
    told.named?.(name);
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const given of readOptions(table, arguments_)) {
    if (given.kind === 'word') told.word(given.text);
    else note(given);
  }
  return { flags, values };
}
