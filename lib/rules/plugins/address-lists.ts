/**
 * Lists of address globs (spec 1.9): what welcomelist_from, blocklist_to and their kin and enlist_addrlist fill, by name.
 * enlist_addrlist (welcomelist_from) fills the same list as welcomelist_from. Later un... lines take out what stands before.
 */
import { perSet } from '../per-set.ts';
import type { SettingLine } from '../settings.ts';
import { wordsOf as words } from '../words.ts';
import { globPattern } from './glob-pattern.ts';

export class AddressList {
  readonly #literals = new Set<string>();
  readonly #globs = new Map<string, RegExp>();

  add(glob: string): void {
    if (/[*?]/.test(glob)) this.#globs.set(glob, globPattern(glob));
    else this.#literals.add(glob);
  }

  remove(glob: string): void {
    this.#literals.delete(glob);
    this.#globs.delete(glob);
  }

  get isEmpty(): boolean {
    return this.#literals.size === 0 && this.#globs.size === 0;
  }

  /** Whatever the case of letters. */
  has(address: string): boolean {
    const lower = address.toLowerCase();
    if (this.#literals.has(lower)) return true;
    for (const glob of this.#globs.values()) if (glob.test(lower)) return true;
    return false;
  }
}

const LISTS =
  'welcomelist_from blocklist_from welcomelist_to more_spam_to all_spam_to blocklist_to welcomelist_allows_relays bayes_ignore_from bayes_ignore_to'.split(
    ' ',
  );
const REMOVALS: ReadonlyMap<string, string> = new Map([
  ['unwelcomelist_from', 'welcomelist_from'],
  ['unblocklist_from', 'blocklist_from'],
]);

/** undefined: there is no such list. */
export const addressLists = perSet(({ settings }): ReadonlyMap<string, AddressList> => {
  const lists = new Map(LISTS.map(name => [name, new AddressList()]));
  for (const line of settings.all(...LISTS, ...REMOVALS.keys(), 'enlist_addrlist')) {
    const { name, globs } = membersOf(line);
    const list = lists.get(name) ?? new AddressList();
    lists.set(name, list);
    for (const glob of globs) {
      if (REMOVALS.has(line.key)) list.remove(glob);
      else list.add(glob);
    }
  }
  return lists;
});

function membersOf({ key, value }: SettingLine): { name: string; globs: readonly string[] } {
  const named = key === 'enlist_addrlist' ? /^\((.+?)\)\s+(.+)$/.exec(value) : null;
  const members = named?.[2] ?? value;
  return { name: named?.[1] ?? REMOVALS.get(key) ?? key, globs: wordsOf(members) };
}

export function wordsOf(text: string): readonly string[] {
  return words(text.toLowerCase());
}
