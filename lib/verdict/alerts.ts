/**
 * X-Amavis-Alert fields: one per virus, banned contents and bad header among the categories of a recipient, naming what
 * was found. Under amavisd-new's name, since mail readers' filters look for it.
 */
import { asciiText } from './ascii-text.ts';
import { hasCategory } from './categories.ts';
import type { Category } from './category.ts';
import { foldText } from './fold.ts';

export interface AlertFacts {
  readonly viruses: readonly string[];
  readonly banned: readonly string[];
  readonly headerDefects: readonly string[];
}

const MAX_ALERT_CHARS = 900;

export function alerts(categories: readonly Category[], found: AlertFacts): readonly string[] {
  const texts = [
    ...(hasCategory(categories, 'virus')
      ? [`INFECTED, message contains virus: ${found.viruses.join(', ')}`]
      : []),
    ...(hasCategory(categories, 'banned') ? [`BANNED, message contains ${found.banned.join(', ')}`] : []),
    ...(hasCategory(categories, 'bad-header')
      ? [`BAD HEADER SECTION, ${found.headerDefects[0] ?? 'no details'}`]
      : []),
  ];
  return texts.map(text => foldText('X-Amavis-Alert', asciiText(text, MAX_ALERT_CHARS)));
}
