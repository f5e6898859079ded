import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { tokenKey } from '../../lib/bayes/token-key.ts';
import { Vocabulary } from '../../lib/bayes/vocabulary.ts';

const words = { maxLength: 15, isStopWord: (word: string) => word === 'the' };

const textsOf = (vocabulary: Vocabulary) => [...new Set(vocabulary.found.map(({ text }) => text))];

suite('vocabulary', () => {
  test('gives the tokens of a message once, and those of the next one anew', () => {
    const vocabulary = new Vocabulary(words);
    vocabulary.begin();
    assert.equal(vocabulary.readLine('the cat and the cat', '', 'header'), 3);
    assert.deepEqual(textsOf(vocabulary), ['cat', 'and']);
    const first = vocabulary.found;
    vocabulary.begin();
    assert.deepEqual(textsOf(vocabulary), []);
    vocabulary.readLine('cat', '', 'header');
    assert.deepEqual(textsOf(vocabulary), ['cat']);
    assert.equal(first.length, 2);
  });

  test('the same words in another place are other tokens', () => {
    const vocabulary = new Vocabulary(words);
    vocabulary.begin();
    vocabulary.readLine('Cat', '', 'header');
    vocabulary.readLine('Cat', 'H*F:', 'header');
    vocabulary.readLine('Cat', '', 'uri');
    vocabulary.add('Cat');
    assert.deepEqual(textsOf(vocabulary), ['Cat', 'H*F:Cat', 'cat']);
    assert.deepEqual(
      new Set(vocabulary.found.map(({ key }) => key)),
      new Set(['Cat', 'H*F:Cat', 'cat'].map(tokenKey)),
    );
  });

  test('what is left of punctuation alone is no token, and counts', () => {
    const vocabulary = new Vocabulary(words);
    vocabulary.begin();
    assert.equal(vocabulary.readLine('$$$', '', 'body'), 2);
    assert.deepEqual(textsOf(vocabulary), ['$$$']);
  });

  test('forgets what it remembers when that is much, and gives the same after', () => {
    const vocabulary = new Vocabulary(words);
    const line = Array.from({ length: 70_000 }, (_, index) => `word${index}`).join(' ');
    for (let round = 0; round < 3; round += 1) {
      vocabulary.begin();
      assert.equal(vocabulary.readLine(line, '', 'body'), 70_000);
      assert.equal(vocabulary.found.length, 70_000);
    }
  });
});
