/** The client list on a wide page. */
import { Fragment } from "preact";
import type { ClientRow } from "../answers";
import type { Sort, SortKey } from "../fleet";
import { count, responseTime, uptime } from "../format";
import { formatHash } from "../router";
import { shownStatus } from "../status";
import { LastCheck } from "./last_check";
import { Pill } from "./pill";
import { Reason } from "./reason";

export interface ClientRowsProps {
  rows: readonly ClientRow[];
  sort: Sort;
  isStale: boolean;
  onSort: (key: SortKey) => void;
}

interface Column {
  name: string;
  key: SortKey | null;
  isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: "Status", key: "status" },
  { name: "Client", key: "client" },
  { name: "Systems", key: "systems" },
  { name: "Reason", key: null },
  { name: "Response", key: "response", isNumber: true },
  { name: "Uptime, 24 h", key: "uptime", isNumber: true },
  { name: "Today", key: "today", isNumber: true },
  { name: "Checked", key: "checked", isNumber: true },
];

export function ClientTable({ rows, sort, isStale, onSort }: ClientRowsProps) {
  return (
    <table class="w-full border-collapse text-left">
      <caption class="sr-only">Clients with status, reason, response time, uptime and last check</caption>
      <thead class="border-y border-line bg-page text-xs text-dim">
        <tr>
          {COLUMNS.map((column) => (
            <Heading key={column.name} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.client_id} row={row} isStale={isStale} />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  column: Column;
  sort: Sort;
  onSort: (key: SortKey) => void;
}

function Heading({ column: { name, key, isNumber }, sort, onSort }: HeadingProps) {
  const isSorted = sort.key === key;
  const direction = sort.isReversed ? "descending" : "ascending";
  const Label = key === null ? Fragment : "button";
  const label = key === null ? {} : { type: "button" as const, class: "min-h-6", onClick: () => onSort(key) };
  return (
    <th
      scope="col"
      class={`px-3 py-1 font-normal whitespace-nowrap first:pl-4 last:pr-4 ${isNumber ? "text-right" : ""}`}
      aria-sort={isSorted ? direction : undefined}
    >
      <Label {...label}>
        {name}
        {key !== null && (
          <span class={`ml-1 ${isSorted ? "text-accent" : ""}`} aria-hidden="true">
            {isSorted ? (sort.isReversed ? "↓" : "↑") : "↕"}
          </span>
        )}
      </Label>
    </th>
  );
}

const CELL = "px-3 py-2";

function Row({ row, isStale }: { row: ClientRow; isStale: boolean }) {
  const status = shownStatus(row);
  const isWhole = row.healthy_systems === row.systems_count;
  return (
    <tr class="border-b border-line last:border-b-0 hover:bg-page" data-client={row.client_id}>
      <td class={`${CELL} pl-4`}>
        <Pill status={status} isLastKnown={isStale} />
      </td>
      <th scope="row" class={`${CELL} text-left font-normal`}>
        <ClientLink row={row} /> <span class="ml-1 text-sm text-faint">{row.industry}</span>
      </th>
      <td class={`${CELL} ${isWhole ? "" : "font-bold"}`}>
        {count(row.healthy_systems)}/{count(row.systems_count)}
      </td>
      <td class={`${CELL} text-sm`}>
        <Reason status={status} reason={row.reason} since={row.status_since} />
      </td>
      <td class={`${CELL} text-right whitespace-nowrap`}>{responseTime(row.response_time_ms)}</td>
      <td class={`${CELL} text-right whitespace-nowrap`}>{uptime(row.uptime_percentage)}</td>
      <td class={`${CELL} text-right`}>{count(row.today_automations)}</td>
      <td class={`${CELL} pr-4 text-right text-sm`}>
        <LastCheck at={row.last_check} intervalMinutes={row.interval_minutes} />
      </td>
    </tr>
  );
}

export function ClientLink({ row }: { row: ClientRow }) {
  const href = formatHash({ name: "client", clientId: row.client_id });
  return (
    <a href={href} class="inline-block leading-6 hover:text-accent hover:underline">
      {row.client_name}
    </a>
  );
}
