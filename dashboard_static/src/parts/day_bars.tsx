/** Days in a row, one drawing a kind of day: an outage is tall, a planned pause small, no data a dash. */
import { type Day, type Level, LEVEL_WORDS, LEVELS, summary } from "../days";

const STEP = 4; // a bar of three pixels and a gap of one
const HEIGHT = 16;

const SHAPES: Record<Level, { top: number; height: number; fill: string }> = {
  outage: { top: 0, height: 16, fill: "fill-down" },
  degraded: { top: 1, height: 14, fill: "fill-degraded" },
  planned: { top: 6, height: 4, fill: "fill-maintenance" },
  none: { top: 7.5, height: 1, fill: "fill-unknown" },
  up: { top: 3, height: 10, fill: "fill-healthy" },
};

export function DayBars({ days, step = STEP }: { days: readonly Day[]; step?: number }) {
  const said = summary(days);
  const width = days.length * step;
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={said} class="max-w-full shrink-0">
      <title>{said}</title>
      {LEVELS.map((level) => (
        <path key={level} class={SHAPES[level].fill} d={drawn(days, level, step)} />
      ))}
    </svg>
  );
}

function drawn(days: readonly Day[], level: Level, step: number): string {
  const { top, height } = SHAPES[level];
  return days
    .map((day, index) => (day.level === level ? `M${index * step} ${top}h${step - 1}v${height}h${1 - step}z` : ""))
    .join("");
}

/** What the bars mean. */
export function DayLegend() {
  return (
    <ul class="flex flex-wrap gap-x-3 gap-y-1 text-xs text-dim">
      {(["up", "degraded", "outage", "planned", "none"] as const).map((level) => (
        <li key={level} class="flex items-center gap-1.5">
          <svg viewBox={`0 0 3 ${HEIGHT}`} width="3" height={HEIGHT} aria-hidden="true">
            <path class={SHAPES[level].fill} d={drawn([{ date: "", level }], level, STEP)} />
          </svg>
          {LEVEL_WORDS[level].toLowerCase()}
        </li>
      ))}
    </ul>
  );
}
