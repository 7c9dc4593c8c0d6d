/** Where the lines of an axis stand. Pure. */

const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from `least` down to `most` up, about `wanted` steps apart; ascending, at least two. */
export function ticks(least: number, most: number, wanted = 4): number[] {
  const span = Math.max(most - least, Math.abs(most) * 1e-6, 1e-9);
  const scale = 10 ** Math.floor(Math.log10(span / wanted));
  const step = scale * (STEPS.find((each) => scale * each * wanted >= span) ?? 10);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(Math.ceil(most / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step));
}

/** Undoes binary fractions: 3 * 0.1 is 0.30000000000000004. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Which of `count` labels fit when at most `most` may stand: evenly spread, the first among them. */
export function spread(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
