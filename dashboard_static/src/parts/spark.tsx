/** A day of response times in the height of a line of text. What is not known is a gap. */

const WIDTH = 48;
const HEIGHT = 16;

export function Spark({ values, isBad = false }: { values: readonly (number | null)[]; isBad?: boolean }) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known, 1);
  const least = Math.min(...known, most);
  const span = Math.max(most - least, most / 2); // a steady line stays one
  const bottom = (most + least - span) / 2;
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 1 - ((value - bottom) / span) * (HEIGHT - 2);
  const line = values.reduce<{ path: string; isOpen: boolean }>(
    ({ path, isOpen }, value, index) =>
      value === null
        ? { path, isOpen: false }
        : { path: `${path}${isOpen ? "L" : "M"}${(index * step).toFixed(1)} ${y(value).toFixed(1)}`, isOpen: true },
    { path: "", isOpen: false },
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} class="shrink-0" fill="none" aria-hidden="true">
      <path d={line.path} class={isBad ? "stroke-degraded" : "stroke-faint"} stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
