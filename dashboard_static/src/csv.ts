/** Clients as a table for a spreadsheet: a row a client, a column a figure, empty where unknown. Pure. */
import type { ClientRow } from "./answers";
import { shownStatus } from "./status";

type Cell = string | number | null;

const COLUMNS: Record<string, (row: ClientRow) => Cell> = {
  client_id: (row) => row.client_id,
  client_name: (row) => row.client_name,
  industry: (row) => row.industry,
  status: shownStatus,
  status_since: (row) => row.status_since,
  reason: (row) => row.reason,
  healthy_systems: (row) => row.healthy_systems,
  systems_count: (row) => row.systems_count,
  uptime_30d_percentage: (row) => row.uptime_30d_percentage,
  uptime_target_percentage: (row) => row.service_level.uptime_target_percentage,
  response_time_ms: (row) => row.response_time_ms,
  today_automations: (row) => row.today_automations,
  today_success_rate: (row) => row.today_success_rate,
  last_check: (row) => row.last_check,
};

const BYTE_ORDER_MARK = "\uFEFF"; // without it spreadsheets do not take it for UTF-8

/** As RFC 4180 has it. */
export function clientsCsv(rows: readonly ClientRow[]): string {
  const lines = [Object.keys(COLUMNS), ...rows.map((row) => Object.values(COLUMNS).map((valueOf) => valueOf(row)))];
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

/** What a spreadsheet takes for the start of a formula. Source: OWASP, CSV injection. */
const FORMULA = /^[=+\-@\t\r]/;

function written(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** "clients-2026-11-23.csv": the day in UTC. */
export function csvName(now: number): string {
  return `clients-${new Date(now).toISOString().slice(0, 10)}.csv`;
}
