/** A few figures of the fleet, each with its span and what it is compared with. */
import type { ComponentChildren } from "preact";
import type { ClientRow, Summary } from "../answers";
import { count, counted, rate } from "../format";
import { successChange, successOf, volumeChange, workOf } from "../trends";
import { TREND_DAYS, useTrends } from "./trend_charts";

export function KeyFigures({ summary }: { summary: Summary }) {
  const series = useTrends().data.value?.series ?? [];
  const now = workOf(series.slice(-TREND_DAYS));
  const before = workOf(series.slice(0, -TREND_DAYS));
  const { total_automations_today: today, overall_success_rate: todayRate } = summary.overall_summary;
  const [judged, under] = judgedByTarget(summary.clients);
  return (
    <section class="card mb-4 overflow-hidden" aria-labelledby="key-figures">
      <h2 id="key-figures" class="sr-only">
        Key figures
      </h2>
      <dl class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-px bg-line sm:flex">
        <KeyFigure name="Automations today" value={count(today)} note={todayRate === null ? "" : `${rate(todayRate)} succeeded`} />
        <KeyFigure name="Automations, 30 days" value={count(now?.total ?? null)} note="vs the 30 days before, a day">
          <Delta value={volumeChange(now, before)} unit="%" />
        </KeyFigure>
        <KeyFigure name="Success rate, 30 days" value={rate(successOf(now))} note="vs the 30 days before">
          <Delta value={successChange(now, before)} unit="pt" />
        </KeyFigure>
        <KeyFigure
          name="Under their uptime target, 30 days"
          value={judged === 0 ? "–" : count(under)}
          note={judged === 0 ? "" : `of ${counted(judged, "client")} with data`}
        />
      </dl>
    </section>
  );
}

/** How many clients have a 30-day uptime, and how many of these are under what was agreed. */
function judgedByTarget(rows: readonly ClientRow[]): [number, number] {
  const judged = rows.filter((row) => row.is_active && row.uptime_30d_percentage !== null);
  const under = judged.filter((row) => (row.uptime_30d_percentage ?? 0) < row.service_level.uptime_target_percentage);
  return [judged.length, under.length];
}

interface KeyFigureProps {
  name: string;
  value: string;
  note: string;
  children?: ComponentChildren;
}

export function KeyFigure({ name, value, note, children }: KeyFigureProps) {
  return (
    <div class="min-w-0 bg-card px-4 py-3 last:odd:col-span-2 sm:flex-1">
      <dt class="text-sm text-dim">{name}</dt>
      <dd>
        <span class="flex flex-wrap items-baseline gap-x-2">
          <span class="text-xl leading-8 font-bold tracking-tight">{value}</span>
          {children}
        </span>
        <span class="block min-h-[1.1rem] text-xs text-faint">{note}</span>
      </dd>
    </div>
  );
}

/** A change with its direction as a shape; which one is good is for `isGood` to say. */
export function Delta({ value, unit, isDownGood = false }: { value: number | null; unit: string; isDownGood?: boolean }) {
  if (value === null) return null;
  const shown = Math.abs(value).toFixed(1);
  if (Number(shown) === 0) return <span class="text-xs text-faint">±0 {unit}</span>;
  const isUp = value > 0;
  const isGood = isUp !== isDownGood;
  return (
    <span class={`text-xs whitespace-nowrap ${isGood ? "text-healthy-ink" : "text-degraded-ink"}`}>
      {isUp ? "▲ +" : "▼ −"}
      {shown} {unit}
    </span>
  );
}
