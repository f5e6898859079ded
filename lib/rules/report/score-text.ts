/**
 * Numbers as SpamAssassin prints them. C's printf rounds an exact tie to the even digit (1.25 is `1.2`), where
 * toFixed rounds it up; and a message that is not spam never shows a score that reads as if it were (spec 7.1).
 */

/** C's `%.Nf` of the exact binary value. */
export function fixed(value: number, decimals: number): string {
  if (Object.is(value, -0)) return `-${(0).toFixed(decimals)}`;
  const text = value.toFixed(decimals);
  const exact = value.toFixed(Math.min(100, decimals + 60));
  const dropped = exact.slice(exact.indexOf('.') + 1 + decimals);
  const kept = exact.slice(0, decimals === 0 ? exact.indexOf('.') : exact.indexOf('.') + 1 + decimals);
  const tie = /^50*$/.test(dropped);
  return tie && /[02468]$/.test(kept) ? kept : text;
}

/** The score beside the threshold: with one decimal, one tenth lower where rounding would reach the threshold. */
export function scoreText(score: number, required: number): string {
  const shown = fixed(score, 1);
  const rounded = score < required && Number(shown) >= Number(fixed(required, 1));
  // A plain number: 5.1 less one tenth is `5`.
  return rounded ? String(Number((Number(fixed(required, 1)) - 0.1).toPrecision(15))) : shown;
}

/** The score in front of a line of the report: four columns, without decimals from ten points on. */
export function pointsText(score: number): string {
  return fixed(score, Math.abs(score) >= 10 ? 0 : 1).padStart(4);
}
