/** A plot of lines with logarithmic axes, as SVG 1.1: what the README can show, and nothing more. */

export interface Line {
  readonly name: string;
  readonly colour: string;
  /** SVG stroke-dasharray; default: a solid line. */
  readonly dashes?: string;
  /** Both positive. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** Tells a value of the axis: `10 kB`. */
  readonly xLabel: (value: number) => string;
  readonly yLabel: (value: number) => string;
}

const [WIDTH, HEIGHT] = [860, 460];
const AREA = { left: 80, right: 560, top: 50, bottom: 400 };

interface Axis {
  /** Powers of ten, the ends included. */
  readonly ticks: readonly number[];
  place(value: number): number;
}

export function svgPlot({ title, x, y, lines, xLabel, yLabel }: Plot): string {
  const points = lines.flatMap(line => line.points);
  const across = axis(
    points.map(([value]) => value),
    AREA.left,
    AREA.right,
  );
  const up = axis(
    points.map(([, value]) => value),
    AREA.bottom,
    AREA.top,
  );
  const [middle, height] = [(AREA.left + AREA.right) / 2, (AREA.top + AREA.bottom) / 2];
  const elements = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(middle, 28, title, 'font-size="15" text-anchor="middle"'),
    ...across.ticks.flatMap(value => [
      grid(across.place(value), AREA.top, across.place(value), AREA.bottom),
      text(across.place(value), AREA.bottom + 18, xLabel(value), 'text-anchor="middle"'),
    ]),
    ...up.ticks.flatMap(value => [
      grid(AREA.left, up.place(value), AREA.right, up.place(value)),
      text(AREA.left - 8, up.place(value) + 4, yLabel(value), 'text-anchor="end"'),
    ]),
    text(middle, AREA.bottom + 42, x, 'text-anchor="middle"'),
    text(0, 0, y, `text-anchor="middle" transform="translate(22 ${height}) rotate(-90)"`),
    ...lines.flatMap(line => drawn(line, across, up)),
    ...lines.flatMap(legend),
  ];
  const size = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
  const font = 'font-family="sans-serif" font-size="12"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>\n${elements.join('\n')}\n</svg>\n`;
}

/** From the power of ten at or below the values to the one at or above, laid out between two places. */
function axis(values: readonly number[], start: number, end: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    place: value => rounded(start + ((Math.log10(value) - low) / (high - low)) * (end - start)),
  };
}

function drawn({ colour, dashes, points }: Line, across: Axis, up: Axis): string[] {
  const places = points.map(([x, y]) => [across.place(x), up.place(y)] as const);
  const path = places.map(([x, y]) => `${x},${y}`).join(' ');
  return [
    `<polyline points="${path}" fill="none" ${stroke(colour, dashes)}/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`),
  ];
}

function legend({ name, colour, dashes }: Line, index: number): string[] {
  const [left, top] = [AREA.right + 20, AREA.top + 10 + index * 22];
  const line = `<line x1="${left}" y1="${top}" x2="${left + 30}" y2="${top}" ${stroke(colour, dashes)}/>`;
  return [line, text(left + 38, top + 4, name, '')];
}

const stroke = (colour: string, dashes: string | undefined) =>
  `stroke="${colour}" stroke-width="2"${dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`}`;

const grid = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ccc"/>`;

const text = (x: number, y: number, content: string, attributes: string) =>
  `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;

const escaped = (content: string) =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const rounded = (value: number) => Math.round(value * 10) / 10;
