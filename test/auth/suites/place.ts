/** Where the foreign test suites lie; '' where they are missing. They are not part of mailsift. Environment: MAILSIFT_SUITES. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = [process.env['MAILSIFT_SUITES'], join(import.meta.dirname, '../../../../shared/suites')];

export function suite(name: string): string {
  return PLACES.flatMap(place => (place === undefined ? [] : [join(place, name)])).find(existsSync) ?? '';
}
