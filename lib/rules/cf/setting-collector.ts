/**
 * What the directives said that is not about rules: settings, as written, and which plugins and compatibility words there are.
 * Directives of plugins count only with the plugin. Methods give a fault, or nothing.
 */
import { DEFAULT_PLUGINS, PLUGINS, findDirective } from '../plugins/registry.ts';
import type { FaultLevel, Place } from '../rule.ts';
import type { SettingLine } from '../settings.ts';
import { pluginClass } from './capabilities.ts';
import { coreDirective, modernKey } from './directives.ts';
import { faultOfValue, quote } from './value-types.ts';

export interface LeveledFault {
  readonly text: string;
  readonly level: FaultLevel;
}

const CLASS = /^((?:\w+::){0,10}\w+)(?:\s+\S+\.pm)?$/i;

export class SettingCollector {
  readonly lines: SettingLine[] = [];
  readonly plugins: Set<string>;
  readonly compat: Set<string>;

  /** Without lists: what Debian's .pre files load and enable. */
  constructor(plugins: readonly string[] | undefined, compatibility: readonly string[] | undefined) {
    this.plugins = new Set(plugins ?? DEFAULT_PLUGINS);
    this.compat = new Set(compatibility ?? ['welcomelist_blocklist']);
  }

  set(written: string, value: string, place: Place): string | undefined {
    const key = modernKey(written);
    const core = coreDirective(key);
    const owner = core === undefined ? findDirective(key, this.plugins) : undefined;
    const definition = core ?? owner?.definition;
    if (definition === undefined) return `there is no directive ${written}`;
    if (owner !== undefined && !this.plugins.has(owner.plugin)) return notLoaded(written, owner.plugin);
    const wrong = faultOfValue(definition, value);
    if (wrong !== undefined) return `${written}: ${wrong}`;
    if (key === 'enable_compat') this.compat.add(value);
    this.lines.push({ key, value, ...place });
    return undefined;
  }

  /** What is written in Perl cannot be loaded; the rules that need it are the errors, if there are any. */
  load(key: 'loadplugin' | 'tryplugin', value: string): LeveledFault | undefined {
    const name = CLASS.exec(value)?.[1];
    if (name === undefined)
      return { level: 'error', text: `${key}: ${quote(value)} is wrong; allowed: the class of a plugin` };
    const plugin = pluginClass(name);
    if (plugin !== undefined && PLUGINS.has(plugin)) this.plugins.add(plugin);
    else if (key === 'loadplugin')
      return {
        level: 'warning',
        text: `loadplugin ${name}: there is no such plugin here, and none in Perl can be loaded`,
      };
    return undefined;
  }
}

export function notLoaded(key: string, plugin: string): string {
  return `${key} belongs to the plugin ${plugin}, which is not loaded`;
}
