/** Source: spec 1.3, the rules of GNU gettext: LANGUAGE, LC_ALL, LC_MESSAGES, LANG. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { languageOf } from '../../../lib/rules/cf/language.ts';

const ROWS: readonly [Readonly<Record<string, string>>, string][] = [
  [{}, 'en_US'],
  [{ LANG: 'C' }, 'en_US'],
  [{ LC_ALL: 'POSIX', LANG: 'de_DE' }, 'en_US'],
  [{ LANG: 'de_DE.UTF-8' }, 'de_DE'],
  [{ LANG: 'de_DE@euro' }, 'de_DE'],
  [{ LANG: 'de', LC_MESSAGES: 'fr' }, 'fr'],
  [{ LC_MESSAGES: 'fr', LC_ALL: 'pl_PL' }, 'pl_PL'],
  [{ LC_ALL: 'pl_PL', LANGUAGE: 'pt_BR:en' }, 'pt_BR'],
  [{ LANGUAGE: '', LC_ALL: '', LANG: 'nl' }, 'nl'],
];
for (const [environment, expected] of ROWS) {
  test(`${JSON.stringify(environment)} is ${expected}`, () =>
    assert.equal(languageOf(environment), expected));
}
