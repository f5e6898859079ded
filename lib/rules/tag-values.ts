/**
 * Values of template tags while rules run (spec 1.9): what rules captured and plugins stored, and of the tags that every
 * message has those that are known before the end. Byte strings.
 */
import { HEADER_MODIFIERS } from '../views/header/header-view.ts';
import type { HeaderModifier } from '../views/header/header-view.ts';
import { relayTag } from './relay-tags.ts';
import { domainTag } from './domain-tags.ts';
import type { EvalContext } from './plugins/plugin.ts';

export function tagValues(
  { views, tags }: Pick<EvalContext, 'views' | 'tags'>,
  name: string,
  argument: string | undefined,
): readonly string[] {
  switch (name) {
    case 'HEADER':
      return headerValues(argument ?? '', (header, modifiers) => views.header(header, modifiers));
    case 'SENDERDOMAIN':
    case 'AUTHORDOMAIN':
      return domainTag(name, views);
    default: {
      const value = relayTag(name, () => views.relays) ?? tags.get(name);
      return value === undefined ? [] : typeof value === 'string' ? [value] : value;
    }
  }
}

/** `Name`, `Name:addr` and so on, as in header rules. */
function headerValues(
  target: string,
  read: (name: string, modifiers: readonly HeaderModifier[]) => readonly string[],
): readonly string[] {
  const [name = '', ...words] = target.split(':');
  const modifiers = HEADER_MODIFIERS.filter(modifier => words.includes(modifier));
  return name === '' || modifiers.length < words.length
    ? []
    : read(name, modifiers).map(value => value.replace(/\n$/, ''));
}
