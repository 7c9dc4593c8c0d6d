/** The client list on a wide page. */
import type { ClientRow } from "../answers";
import type { Sort, SortKey } from "../fleet";
import { count, rate, responseTime } from "../format";
import { type Shown, shownStatus } from "../status";
import { ClientLink } from "./client_link";
import { LastDay, Month, MonthUptime } from "./client_history";
import { Choose, ChooseAll } from "./choose_clients";
import { LastCheck } from "./last_check";
import { Pill } from "./pill";
import { Reason } from "./reason";

export interface ClientRowsProps {
  rows: readonly ClientRow[];
  sort: Sort;
  isStale: boolean;
  /** Not where the order is fixed. */
  onSort?: ((key: SortKey) => void) | undefined;
  /** Whether rows can be chosen, to do something to them. */
  isChoosing?: boolean;
}

interface Column {
  name: string;
  key: SortKey;
  isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: "Status", key: "status" },
  { name: "Client", key: "client" },
  { name: "Systems", key: "systems" },
  { name: "Last 30 days", key: "uptime" },
  { name: "Response, 24 h", key: "response", isNumber: true },
  { name: "Today", key: "today", isNumber: true },
  { name: "Success", key: "success", isNumber: true },
  { name: "Checked", key: "checked", isNumber: true },
];

export function ClientTable({ rows, sort, isStale, onSort, isChoosing = false }: ClientRowsProps) {
  return (
    <table class="w-full border-collapse text-left">
      <caption class="sr-only">Clients with status, reason, 30-day uptime, response time, automations and last check</caption>
      <thead class="border-y border-line bg-page text-xs text-dim">
        <tr>
          {isChoosing && (
            <td class="w-6 py-1 pl-4">
              <ChooseAll rows={rows} />
            </td>
          )}
          {COLUMNS.map((column) => (
            <Heading key={column.name} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.client_id} row={row} isStale={isStale} isChoosing={isChoosing} />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  column: Column;
  sort: Sort;
  onSort: ClientRowsProps["onSort"];
}

function Heading({ column: { name, key, isNumber }, sort, onSort }: HeadingProps) {
  const isSorted = sort.key === key;
  const direction = sort.isReversed ? "descending" : "ascending";
  return (
    <th
      scope="col"
      class={`px-3 py-1 font-normal whitespace-nowrap first:pl-4 last:pr-4 ${isNumber ? "text-right" : ""}`}
      aria-sort={isSorted ? direction : undefined}
    >
      {onSort === undefined ? (
        name
      ) : (
        <button type="button" class="min-h-6" onClick={() => onSort(key)}>
          {name}
          <span class={`ml-1 ${isSorted ? "text-accent" : ""}`} aria-hidden="true">
            {isSorted ? (sort.isReversed ? "↓" : "↑") : "↕"}
          </span>
        </button>
      )}
    </th>
  );
}

const CELL = "px-3 py-2";
const NUMBER = `${CELL} text-right whitespace-nowrap`;

export interface RowProps {
  row: ClientRow;
  isStale: boolean;
  isChoosing: boolean;
}

function Row({ row, isStale, isChoosing }: RowProps) {
  const status = shownStatus(row);
  const isWhole = row.healthy_systems === row.systems_count;
  return (
    <tr class="border-b border-line last:border-b-0 focus-within:bg-page hover:bg-page" data-client={row.client_id}>
      {isChoosing && (
        <td class="w-6 py-2 pl-4">
          <Choose row={row} />
        </td>
      )}
      <td class={`${CELL} pl-4`}>
        <Pill status={status} isLastKnown={isStale} />
      </td>
      <th scope="row" class={`${CELL} text-left font-normal`}>
        <ClientLink row={row} /> <span class="ml-1 text-sm text-faint">{row.industry}</span>
        <RowReason row={row} status={status} />
      </th>
      <td class={`${CELL} ${isWhole ? "" : "font-bold"}`}>
        {count(row.healthy_systems)}/{count(row.systems_count)}
      </td>
      <td class={CELL}>
        <span class="flex items-center gap-3 whitespace-nowrap">
          <Month row={row} /> <MonthUptime row={row} />
        </span>
      </td>
      <td class={NUMBER}>
        <span class="flex items-center justify-end gap-3">
          <LastDay row={row} /> <span class="min-w-14">{responseTime(row.response_time_ms)}</span>
        </span>
      </td>
      <td class={NUMBER}>{count(row.today_automations)}</td>
      <td class={NUMBER}>{rate(row.today_success_rate)}</td>
      <td class={`${NUMBER} pr-4 text-sm`}>
        <LastCheck at={row.last_check} intervalMinutes={row.interval_minutes} />
      </td>
    </tr>
  );
}

/** Why a client is not well stands under its name: that is what one looks for first. */
function RowReason({ row, status }: { row: ClientRow; status: Shown }) {
  if (row.reason === null) return null;
  return (
    <p class="text-sm">
      <Reason status={status} reason={row.reason} since={row.status_since} />
    </p>
  );
}
