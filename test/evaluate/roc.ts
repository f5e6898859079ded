/**
 * Receiver operating characteristic as SVG 1.1: for each threshold how much ham counts as spam (across, logarithmic, since
 * little of it counts for much) and how much spam is caught (up).
 */
export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly ham: readonly number[];
  readonly spam: readonly number[];
}

export interface RocPoint {
  readonly threshold: number;
  readonly falsePositives: number;
  readonly caught: number;
}

const SIZE = { width: 760, height: 460, left: 70, right: 500, top: 40, bottom: 400 };
/** Left end of the axis, where no ham is wrong. */
const LEAST = 0.0005;
const MARKS = [5, 6.3];

/** From the highest threshold down. */
export function rocPoints({ ham, spam }: Pick<Curve, 'ham' | 'spam'>): readonly RocPoint[] {
  const thresholds = [...new Set([...ham, ...spam])].sort((a, b) => b - a);
  return thresholds.map(threshold => point(ham, spam, threshold));
}

function point(ham: readonly number[], spam: readonly number[], threshold: number): RocPoint {
  const share = (scores: readonly number[]): number =>
    scores.length === 0 ? 0 : scores.filter(score => score >= threshold).length / scores.length;
  return { threshold, falsePositives: share(ham), caught: share(spam) };
}

export function rocPlot(curves: readonly Curve[]): string {
  const elements = [
    `<rect width="${SIZE.width}" height="${SIZE.height}" fill="white"/>`,
    text(
      (SIZE.left + SIZE.right) / 2,
      24,
      'Spam caught against ham lost',
      'font-size="15" text-anchor="middle"',
    ),
    ...[0.001, 0.01, 0.1, 1].flatMap(value => [
      line(across(value), SIZE.top, across(value), SIZE.bottom),
      text(across(value), SIZE.bottom + 18, `${100 * value} %`, 'text-anchor="middle"'),
    ]),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap(value => [
      line(SIZE.left, up(value), SIZE.right, up(value)),
      text(SIZE.left - 8, up(value) + 4, `${100 * value} %`, 'text-anchor="end"'),
    ]),
    text((SIZE.left + SIZE.right) / 2, SIZE.bottom + 42, 'ham that counts as spam', 'text-anchor="middle"'),
    ...curves.flatMap((curve, index) => drawn(curve, index)),
  ];
  const size = `width="${SIZE.width}" height="${SIZE.height}" viewBox="0 0 ${SIZE.width} ${SIZE.height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">\n${elements.join('\n')}\n</svg>\n`;
}

function drawn(curve: Curve, index: number): string[] {
  const path = rocPoints(curve)
    .map(({ falsePositives, caught }) => `${across(falsePositives)},${up(caught)}`)
    .join(' ');
  const y = SIZE.top + 20 + index * 24;
  return [
    `<polyline points="${path}" fill="none" stroke="${curve.colour}" stroke-width="2"/>`,
    `<rect x="${SIZE.right + 20}" y="${y - 9}" width="18" height="4" fill="${curve.colour}"/>`,
    text(SIZE.right + 46, y, curve.name, ''),
    ...MARKS.flatMap(threshold => {
      const { falsePositives, caught } = point(curve.ham, curve.spam, threshold);
      const [cx, cy] = [across(falsePositives), up(caught)];
      return [
        `<circle cx="${cx}" cy="${cy}" r="4" fill="${curve.colour}"/>`,
        text(cx + 7, cy + 4, `at ${threshold.toFixed(1)}`, ''),
      ];
    }),
  ];
}

function across(share: number): number {
  const position = Math.log10(Math.max(LEAST, share) / LEAST) / Math.log10(1 / LEAST);
  return rounded(SIZE.left + position * (SIZE.right - SIZE.left));
}

function up(share: number): number {
  return rounded(SIZE.bottom - share * (SIZE.bottom - SIZE.top));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${content}</text>`;
}
