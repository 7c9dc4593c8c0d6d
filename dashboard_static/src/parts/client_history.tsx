/** What a row of the list tells of the days before. Its place is kept while the answer is on the way. */
import type { ClientRow } from "../answers";
import { currentTime } from "../clock";
import { lastDays } from "../days";
import { uptime } from "../format";
import { sparks } from "../sparks";
import { DayBars } from "./day_bars";
import { Spark } from "./spark";

const DAYS = 30;
const STEP = 5;

export function Month({ row }: { row: ClientRow }) {
  const spark = sparks.value.get(row.client_id);
  if (spark === undefined) return <span class="inline-block h-4" style={{ width: `${DAYS * STEP}px` }} />;
  return <DayBars days={lastDays(spark.days, currentTime(), DAYS)} step={STEP} />;
}

/** Under what was agreed it stands out. */
export function MonthUptime({ row }: { row: ClientRow }) {
  const percent = row.uptime_30d_percentage;
  const isUnder = percent !== null && percent < row.service_level.uptime_target_percentage;
  return (
    <span
      class={isUnder ? "font-bold text-down-ink" : ""}
      title={`Target ${uptime(row.service_level.uptime_target_percentage)}`}
    >
      {uptime(percent)}
    </span>
  );
}

export function LastDay({ row }: { row: ClientRow }) {
  const spark = sparks.value.get(row.client_id);
  const isSlow = row.overall_status === "degraded" || row.overall_status === "down";
  return <Spark values={spark?.hours.map((hour) => hour.p95_response_ms) ?? []} isBad={isSlow} />;
}
