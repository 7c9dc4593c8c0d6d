/** The client list on a narrow page. */
import { count, rate, responseTime } from "../format";
import { shownStatus } from "../status";
import { ClientLink } from "./client_link";
import { type ClientRowsProps, type RowProps } from "./client_table";
import { Month, MonthUptime } from "./client_history";
import { Choose } from "./choose_clients";
import { LastCheck } from "./last_check";
import { Pill } from "./pill";
import { Reason } from "./reason";

export function ClientCards({ rows, isStale, isChoosing = false }: ClientRowsProps) {
  return (
    <ul class="border-t border-line">
      {rows.map((row) => (
        <Card key={row.client_id} row={row} isStale={isStale} isChoosing={isChoosing} />
      ))}
    </ul>
  );
}

function Card({ row, isStale, isChoosing }: RowProps) {
  const status = shownStatus(row);
  return (
    <li class="border-b border-line px-4 py-3 last:border-b-0" data-client={row.client_id}>
      <div class="flex items-start justify-between gap-3">
        <p class="flex min-w-0 flex-wrap items-baseline gap-x-2">
          {isChoosing && <Choose row={row} />}
          <ClientLink row={row} />
          <span class="text-sm text-faint">{row.industry}</span>
        </p>
        <Pill status={status} isLastKnown={isStale} />
      </div>
      {row.reason !== null && (
        <p class="text-sm">
          <Reason status={status} reason={row.reason} since={row.status_since} />
        </p>
      )}
      <p class="mt-1 flex items-center justify-between gap-3 text-sm">
        <Month row={row} /> <MonthUptime row={row} />
      </p>
      <p class="mt-0.5 flex flex-wrap gap-x-3 text-sm text-dim">
        <span class={row.healthy_systems === row.systems_count ? "" : "font-bold text-ink"}>
          {count(row.healthy_systems)}/{count(row.systems_count)} systems
        </span>
        {row.response_time_ms !== null && <span>{responseTime(row.response_time_ms)}</span>}
        {row.today_automations !== null && <span>{count(row.today_automations)} today</span>}
        {row.today_success_rate !== null && <span>{rate(row.today_success_rate)} ok</span>}
        <span class="ml-auto">
          <LastCheck at={row.last_check} intervalMinutes={row.interval_minutes} />
        </span>
      </p>
    </li>
  );
}
