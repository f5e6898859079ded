/** ReplaceTags (spec 1.9): the directives that rewrite regexes before they are used; lib/rules/regex/replace-tags.ts does it. */
import type { ReplaceTables } from '../regex/replace-tags.ts';
import type { SettingLines } from '../settings.ts';
import type { Plugin } from './plugin.ts';

export const replaceTagsPlugin: Plugin = {
  name: 'ReplaceTags',
  isDefault: true,
  directives: {
    replace_tag: 'pairs',
    replace_pre: 'pairs',
    replace_inter: 'pairs',
    replace_post: 'pairs',
    replace_rules: 'words',
    replace_start: 'string',
    replace_end: 'string',
  },
};

export function replaceTablesOf(settings: SettingLines): ReplaceTables {
  const table = (key: string): ReadonlyMap<string, string> =>
    new Map(
      settings.values(key).map(value => {
        const [, name = '', text = ''] = /^(\S+)\s+(.*)$/s.exec(value) ?? [];
        return [name, text];
      }),
    );
  return {
    tags: table('replace_tag'),
    before: table('replace_pre'),
    after: table('replace_post'),
    between: table('replace_inter'),
    start: settings.last('replace_start') ?? '<',
    end: settings.last('replace_end') ?? '>',
  };
}
