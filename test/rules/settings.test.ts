import assert from 'node:assert/strict';
import test from 'node:test';
import { SettingLines } from '../../lib/rules/settings.ts';

const LINES = [
  { key: 'welcomelist_from', value: 'a@example.org', file: 'a.cf', line: 1 },
  { key: 'required_score', value: '6', file: 'a.cf', line: 2 },
  { key: 'blocklist_from', value: 'b@example.org', file: 'b.cf', line: 1 },
  { key: 'welcomelist_from', value: 'c@example.org d@example.org', file: 'b.cf', line: 2 },
  { key: 'required_score', value: 'x', file: 'b.cf', line: 3 },
];

for (const isCompact of [false, true]) {
  const settings = new SettingLines(LINES);
  if (isCompact) settings.compact();
  const how = isCompact ? 'packed for an image: ' : '';

  test(`${how}lines come in the order in which they were written`, () => {
    const lines = settings.all('welcomelist_from', 'blocklist_from', 'nothing');
    assert.deepEqual(
      lines.map(({ file, line }) => `${file}:${line}`),
      ['a.cf:1', 'b.cf:1', 'b.cf:2'],
    );
    assert.equal(settings.all('blocklist_from')[0]?.key, 'blocklist_from');
    assert.equal(settings.allWithPrefix('welcomelist').length, 2);
    assert.equal(settings.allWithPrefix('').length, LINES.length);
  });

  test(`${how}the last line wins, words are those of all lines`, () => {
    assert.equal(settings.last('required_score'), 'x');
    assert.equal(settings.number('required_score', 5), 5);
    assert.equal(settings.last('nothing'), undefined);
    assert.deepEqual(settings.words('welcomelist_from'), ['a@example.org', 'c@example.org', 'd@example.org']);
  });
}
