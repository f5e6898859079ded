/** The full names of all settings, in the order of their declaration: `levels.kill`. */
import type { Declarations } from './setting.ts';
import { declareSettings } from './settings.ts';

export function settingNames(children: Declarations = declareSettings(), prefix = ''): readonly string[] {
  return Object.entries(children).flatMap(([name, child]) =>
    child.kind === 'group' ? settingNames(child.children, `${prefix}${name}.`) : [prefix + name],
  );
}
