/**
 * Autonomous systems and routes in the TXT records of zones that tell them. Forms that are known, strings of one record in
 * quotes: `"1103" "192.88.99.0" "24"`; `"559 1103 | 192.88.99.0/24 | US"`; `"192.88.99.0/24 | AS1103 | name"`; `"as1103"`. What
 * belongs to nobody (AS 0, AS 4294967295, routes of length 0) is left out.
 */
import { wordsOf } from '../../words.ts';

export interface AsnRoutes {
  readonly systems: readonly string[];
  readonly routes: readonly string[];
}

const SYSTEMS = /^\s*(?:(?:as)?\d+\s+)*(?:as)?\d+\s*$/i;
const NOBODY = new Set(['', '0', '4294967295']);
const MAX_CHARS = 1000;

export function routesIn(strings: readonly string[]): AsnRoutes {
  const [first = '', second = ''] = fieldsOf(strings);
  if (SYSTEMS.test(first)) return { systems: systemsIn(first), routes: routesOf(second) };
  if (SYSTEMS.test(second)) return { systems: systemsIn(second), routes: routesOf(first) };
  return { systems: [], routes: [] };
}

function fieldsOf(strings: readonly string[]): readonly string[] {
  const text = strings.join(' ').slice(0, MAX_CHARS);
  if (strings.length < 2 || text.includes('|')) return text.split('|').map(field => field.trim());
  const [system = '', route = '', length = ''] = strings.map(one => one.slice(0, MAX_CHARS));
  return [system, !route.includes('/') && /^\d+$/.test(length) ? `${route}/${length}` : route];
}

function systemsIn(field: string): readonly string[] {
  return wordsOf(field)
    .map(word => word.replace(/^as(?=\d)/i, ''))
    .filter(word => !NOBODY.has(word));
}

function routesOf(field: string): readonly string[] {
  return wordsOf(field).filter(route => !/\/0+$/.test(route));
}
