/** The last thirty days of the fleet's work: how much was done, and how much of it went well. */
import type { SystemTrends, TrendDay } from "../answers";
import { loadTrends } from "../api";
import { BarChart } from "../charts/bars";
import { ChartCard } from "../charts/card";
import { LineChart } from "../charts/line";
import { count, dayName, NONE, rate } from "../format";
import { usePolled } from "../polled";
import type { Poller } from "../poller";
import { SUCCESS_TARGET, successWords, volumeWords } from "../trends";
import { Part } from "./part";

export const TREND_DAYS = 30;

/** Twice the days that are shown, to compare them with those before. */
export function useTrends(): Poller<SystemTrends> {
  return usePolled("trends", () => loadTrends(2 * TREND_DAYS), 10);
}

export function TrendCharts() {
  return (
    <div class="mb-4">
      <Part poller={useTrends()} what="the trends" place="h-144 lg:h-69">
        {({ series }) => (
          <div class="grid gap-4 lg:grid-cols-[repeat(2,minmax(0,1fr))]">
            <Volume days={series.slice(-TREND_DAYS)} />
            <Success days={series.slice(-TREND_DAYS)} />
          </div>
        )}
      </Part>
    </div>
  );
}

const SERIES = [
  { name: "Failed", fill: "fill-down" },
  { name: "Succeeded", fill: "fill-accent" },
];

function Volume({ days }: { days: readonly TrendDay[] }) {
  const said = volumeWords(days);
  const failed = (day: TrendDay) =>
    day.total_automations === null ? null : day.total_automations - (day.successful_automations ?? 0);
  return (
    <ChartCard
      id="volume"
      title="Automations per day"
      subtitle={said}
      legend={[
        { name: "Succeeded", fill: "bg-accent" },
        { name: "Failed", fill: "bg-down" },
      ]}
      table={{
        columns: ["Day", "Succeeded", "Failed", "All"],
        rows: days.map((day) => [
          dayName(day.date),
          count(day.successful_automations),
          count(failed(day)),
          count(day.total_automations),
        ]),
      }}
    >
      <BarChart
        label={`Automations per day. ${said}`}
        bars={days.map((day) => ({
          title: dayName(day.date, true),
          label: dayName(day.date),
          values: day.total_automations === null ? null : [failed(day) ?? 0, day.successful_automations ?? 0],
        }))}
        series={SERIES}
        format={short}
      />
    </ChartCard>
  );
}

function Success({ days }: { days: readonly TrendDay[] }) {
  const said = successWords(days);
  const middle = (index: number) => (index + 0.5) / days.length;
  return (
    <ChartCard
      id="success"
      title="Success rate"
      subtitle={said}
      legend={[
        { name: "Success rate", fill: "bg-accent" },
        { name: `Target ${SUCCESS_TARGET} %`, fill: "bg-dim" },
        { name: "Below target", fill: "bg-down" },
      ]}
      table={{
        columns: ["Day", "Success rate", "Automations"],
        rows: days.map((day) => [dayName(day.date), rate(day.success_rate), count(day.total_automations)]),
      }}
    >
      <LineChart
        label={`Success rate. ${said}`}
        points={days.map((day, index) => ({ at: middle(index), title: dayName(day.date, true), value: day.success_rate }))}
        labels={days.map((day, index) => ({ at: middle(index), text: dayName(day.date) }))}
        format={(value) => (value === null ? NONE : `${Number(value.toFixed(1))}\u00a0%`)}
        threshold={SUCCESS_TARGET}
        isMissed={(value) => value < SUCCESS_TARGET}
        range={[SUCCESS_TARGET - 5, 100]}
      />
    </ChartCard>
  );
}

/** On an axis and beside a pointer: "2,380" as it is, "12k", "1.2M". */
function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toFixed(1))}M`;
  return value >= 10_000 ? `${Number((value / 1e3).toFixed(1))}k` : count(value);
}
