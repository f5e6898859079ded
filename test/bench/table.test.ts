import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { number, passTable } from './report.ts';
import { median } from './statistics.ts';
import { markdownTable, textTable } from './table.ts';

suite('tables of the benchmark', () => {
  const medians = [
    { values: [3], expected: 3 },
    { values: [10, 9, 2], expected: 9 },
    { values: [4, 1, 100, 2], expected: 3 },
    { values: [], expected: NaN },
  ];
  for (const { values, expected } of medians) {
    test(`median of [${values.join(' ')}]`, () => assert.equal(median(values), expected));
  }

  test('median leaves its values in order', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  test('text: first column to the left, numbers to the right, short rows', () => {
    const table = {
      head: ['name', 'ms'],
      rows: [
        ['a', '1234'],
        ['longer', '5'],
        ['gone', 'not installed'],
      ],
    };
    assert.deepEqual(textTable(table).split('\n'), [
      'name               ms',
      '------  -------------',
      'a                1234',
      'longer              5',
      'gone    not installed',
    ]);
  });

  test('Markdown: as many cells in every row, no cell splits', () => {
    const table = {
      head: ['name', 'ms', 'MB'],
      rows: [
        ['a|b', '1', '2'],
        ['gone', 'not installed'],
      ],
    };
    assert.deepEqual(markdownTable(table).split('\n'), [
      '| name | ms | MB |',
      '|---|--:|--:|',
      '| a\\|b | 1 | 2 |',
      '| gone | not installed |  |',
    ]);
  });

  test('ratios are to the first row that was measured', () => {
    const result = {
      fastestMs: 1,
      clientCpuMs: null,
      daemonCpuMs: null,
      clientPeakKb: 2048,
      daemonPeakKb: null,
    };
    const rows = [
      { name: 'gone', result: null, missing: 'not installed' },
      { name: 'first', result: { ...result, elapsedMs: 20 } },
      { name: 'second', result: { ...result, elapsedMs: 50 } },
    ];
    const { head, rows: cells } = passTable(rows);
    const ratio = head.indexOf('ratio');
    assert.deepEqual(
      cells.map(row => [row[0], row[ratio]]),
      [
        ['gone', undefined],
        ['first', '1.00'],
        ['second', '2.50'],
      ],
    );
    assert.equal(cells[1]![head.indexOf('peak MB')], '2');
    assert.equal(cells[0]![1], 'not installed');
  });

  const numbers = [
    { value: null, expected: '-' },
    { value: 0.456, expected: '0.46' },
    { value: 12.34, expected: '12.3' },
    { value: 1234.5, expected: '1235' },
  ];
  for (const { value, expected } of numbers) {
    test(`number ${value}`, () => assert.equal(number(value), expected));
  }
});
