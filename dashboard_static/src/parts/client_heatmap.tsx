/** Clients below each other, day below day: what went wrong for many at once stands in a column. */
import type { ClientRow } from "../answers";
import { currentTime } from "../clock";
import { dateIn, daysUpTo, shifted } from "../days";
import { dayName } from "../format";
import { isMedium, isNarrow } from "../media";
import { formatHash } from "../router";
import { sparks } from "../sparks";
import { shownStatus, STATUS_WORDS } from "../status";
import { Choose } from "./choose_clients";
import { MonthUptime } from "./client_history";
import { ClientLink } from "./client_link";
import type { ClientRowsProps, RowProps } from "./client_table";
import { DayStrip } from "./day_strip";
import { StatusIcon } from "./icons";
import { Reason } from "./reason";

const DAYS = 30;

/** One place a date for all of them: yesterday in UTC is the newest that is complete nearly everywhere. */
function newest(): string {
  return dateIn(currentTime() - 86_400_000, "UTC");
}

function stepNow(): number {
  if (isNarrow.value) return 8;
  return isMedium.value ? 16 : 22;
}

const NAME = "flex min-w-0 basis-full items-center gap-2 min-[1120px]:basis-72";

export function ClientHeatmap({ rows, isStale, isChoosing = false }: ClientRowsProps) {
  return (
    <>
      <Dates />
      <ul>
        {rows.map((row) => (
          <Row key={row.client_id} row={row} isStale={isStale} isChoosing={isChoosing} />
        ))}
      </ul>
    </>
  );
}

/** The rows say their dates themselves. */
function Dates() {
  const step = stepNow();
  const each = step < 12 ? 10 : 5;
  const dates = Array.from({ length: DAYS / each }, (_, index) => shifted(newest(), index * each - DAYS + 1));
  return (
    <div class="flex gap-x-4 border-y border-line bg-page px-4 py-1 text-xs text-dim" aria-hidden="true">
      {!isNarrow.value && <span class={NAME}>Client</span>}
      <span class="flex">
        {dates.map((date) => (
          <span key={date} style={{ width: `${each * step}px` }}>
            {dayName(date)}
          </span>
        ))}
      </span>
    </div>
  );
}

function Row({ row, isStale, isChoosing }: RowProps) {
  const status = isStale ? "unknown" : shownStatus(row);
  return (
    <li class="flex flex-wrap items-center gap-x-4 px-4 py-0.5 focus-within:bg-page hover:bg-page" data-client={row.client_id}>
      <span class={NAME}>
        {isChoosing && <Choose row={row} />}
        <StatusIcon status={status} />
        <span class="sr-only">{isStale ? `Last known: ${STATUS_WORDS[shownStatus(row)]}` : STATUS_WORDS[status]}</span>
        <span class="min-w-0 truncate">
          <ClientLink row={row} />
        </span>
      </span>
      <Days row={row} />
      <span class="ml-auto min-w-14 text-sm min-[1120px]:ml-0">
        <MonthUptime row={row} />
      </span>
      {!isMedium.value && row.reason !== null && (
        <span class="min-w-0 flex-1 truncate text-sm">
          <Reason status={status} reason={row.reason} since={row.status_since} />
        </span>
      )}
    </li>
  );
}

function Days({ row }: { row: ClientRow }) {
  const spark = sparks.value.get(row.client_id);
  const step = stepNow();
  if (spark === undefined) return <span class="inline-block h-6" style={{ width: `${DAYS * step}px` }} />;
  const month = formatHash({ name: "client", clientId: row.client_id }, new URLSearchParams({ range: "30d" }));
  return (
    <DayStrip
      name={row.client_name}
      days={daysUpTo(spark.days, newest(), DAYS)}
      step={step}
      chosen={null}
      onOpen={() => location.assign(month)}
    />
  );
}
