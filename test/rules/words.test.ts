/** Bytes that JavaScript takes for blanks (0xA0, and 0x85 of Perl's Unicode rules) stay parts of words: perldoc perlrecharclass, \s without /u. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { splitWord, trimBlanks, wordsOf } from '../../lib/rules/words.ts';

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('a letter whose second byte is 0xA0 is no blank', () => {
  assert.equal(trimBlanks(utf8(' \tà \n')), utf8('à'));
  assert.deepEqual(wordsOf(utf8('a@università.it  b ')), [utf8('a@università.it'), 'b']);
  assert.deepEqual(splitWord(utf8('NAME\t perché à ')), ['NAME', utf8('perché à')]);
});

test('.cf files keep such letters at the end of a line and within a word', () => {
  const text = utf8('header A Subject =~ /x/\ndescribe A perché à\nblocklist_from x@università.it\n');
  const { rules, settings } = parseRules([{ name: 't.cf', text }]);
  assert.equal(rules.get('A')?.description, 'perché à');
  assert.deepEqual(settings.words('blocklist_from'), [utf8('x@università.it')]);
});
