/**
 * Puts values in the place of template tags: `_NAME_`, `_NAME(argument)_` (spec 7.2). Tags that nobody knows stay as they
 * are. Byte strings.
 */
import type { TagValue } from '../template-tags.ts';

const TAG = /_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:\(([^\n]*?)\))?_/g;

/** Gives the value of a tag, or undefined where there is none of this name. */
export type FindTag = (name: string, argument: string | undefined) => TagValue | undefined;

export function fillTemplate(template: string, find: FindTag): string {
  return template.replace(TAG, (whole, name: string, argument: string | undefined) => {
    const value = find(name, argument);
    if (value === undefined) return whole;
    return typeof value === 'string' ? value : value.join(' ');
  });
}
