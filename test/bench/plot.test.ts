import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Parser } from 'htmlparser2';
import { svgPlot, type Line } from './plot.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Elements in order; fails for one that is not closed. */
function elements(svg: string): Element[] {
  const found: Element[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => found.push({ name, attributes, text: '' }),
      ontext: text => {
        const last = found.at(-1);
        if (last !== undefined) last.text += text;
      },
      onclosetag: (name, implied) => assert.ok(!implied || svg.includes('/>'), `${name} is closed`),
    },
    { xmlMode: true },
  );
  parser.end(svg);
  return found;
}

const plot = (lines: readonly Line[]) =>
  elements(
    svgPlot({
      title: 'a < b & c',
      x: 'size',
      y: 'time',
      lines,
      xLabel: value => `${value} B`,
      yLabel: value => `${value} ms`,
    }),
  );

suite('the plot', () => {
  const found = plot([
    {
      name: 'steep',
      colour: 'red',
      dashes: '2 3',
      points: [
        [10, 1],
        [100, 10],
        [1000, 100],
      ],
    },
    {
      name: 'flat',
      colour: 'blue',
      points: [
        [10, 5],
        [1000, 5],
      ],
    },
  ]);
  const lines = found.filter(({ name }) => name === 'polyline');
  const places = lines.map(({ attributes }) =>
    attributes['points']!.split(' ').map(pair => pair.split(',').map(Number) as [number, number]),
  );

  test('both axes are logarithmic: equal factors, equal distances', () => {
    const [[x1, y1], [x2, y2], [x3, y3]] = places[0] as [
      [number, number],
      [number, number],
      [number, number],
    ];
    assert.ok(Math.abs(x2 - x1 - (x3 - x2)) < 0.3);
    assert.ok(Math.abs(y2 - y1 - (y3 - y2)) < 0.3);
    assert.ok(x2 > x1 && y2 < y1, 'to the right and up');
    assert.equal(places[1]![0]![1], places[1]![1]![1]);
  });

  test('axes, ticks, title and legend are labelled; the text is escaped', () => {
    const texts = found.filter(({ name }) => name === 'text').map(({ text }) => text.trim());
    for (const label of [
      'a < b & c',
      'size',
      'time',
      '10 B',
      '100 B',
      '1000 B',
      '1 ms',
      '10 ms',
      '100 ms',
      'steep',
      'flat',
    ]) {
      assert.ok(texts.includes(label), label);
    }
  });

  test('lines differ by colour and dashes', () => {
    assert.deepEqual(
      lines.map(({ attributes }) => [attributes['stroke'], attributes['stroke-dasharray']]),
      [
        ['red', '2 3'],
        ['blue', undefined],
      ],
    );
  });

  test('all lies within the picture', () => {
    const points = plot([
      {
        name: 'one',
        colour: 'red',
        points: [
          [3, 7],
          [4.4e7, 0.02],
        ],
      },
    ]).filter(({ name }) => name === 'circle');
    assert.equal(points.length, 2);
    for (const { attributes } of points) {
      assert.ok(Number(attributes['cx']) >= 0 && Number(attributes['cx']) <= 860);
      assert.ok(Number(attributes['cy']) >= 0 && Number(attributes['cy']) <= 460);
    }
  });
});
