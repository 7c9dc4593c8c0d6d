/** Questions about the list of clients: how many, which ones, in what order. Pure. */
import type { ClientRow, Summary } from "./answers";
import { count, counted } from "./format";
import { type Counted, isCounted, shownStatus, STATUSES } from "./status";

export interface View {
  statuses: readonly Counted[];
  text: string;
  sort: Sort;
  /** From 1. */
  page: number;
  /** How many rows make a page. */
  size: number;
  /** Days beside days, in place of figures. */
  isHeatmap: boolean;
}

export const SORT_KEYS = ["status", "client", "systems", "uptime", "response", "today", "success", "checked"] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export interface Sort {
  key: SortKey;
  isReversed: boolean;
}

export const WORST_FIRST: Sort = { key: "status", isReversed: false };
export const PAGE_SIZES = [25, 50, 100, 200] as const;
export const PLAIN: View = { statuses: [], text: "", sort: WORST_FIRST, page: 1, size: 50, isHeatmap: false };

export type Counts = Record<Counted, number>;

/** Active clients only: one that is switched off is not counted as anything. */
export function countStatuses(rows: readonly ClientRow[]): Counts {
  const counts: Counts = { down: 0, degraded: 0, unknown: 0, maintenance: 0, healthy: 0 };
  for (const row of rows) {
    const status = shownStatus(row);
    if (status !== "inactive") counts[status] += 1;
  }
  return counts;
}

/** The oldest `status_since` among the clients of a status; null when none is known. */
export function longestSince(rows: readonly ClientRow[], status: Counted): string | null {
  let oldest: string | null = null;
  for (const row of rows) {
    const since = row.status_since;
    if (shownStatus(row) !== status || since === null) continue;
    if (oldest === null || Date.parse(since) < Date.parse(oldest)) oldest = since;
  }
  return oldest;
}

/** The state of the fleet in one line. */
export function verdict(counts: Counts): string {
  const total = STATUSES.reduce((sum, status) => sum + counts[status], 0);
  if (total === 0) return "No clients yet";
  if (counts.down > 0) {
    const degraded = counts.degraded > 0 ? `, ${count(counts.degraded)} degraded` : "";
    return `${counted(counts.down, "client is", "clients are")} down${degraded}`;
  }
  if (counts.degraded > 0) return `${counted(counts.degraded, "client is", "clients are")} degraded`;
  if (counts.unknown === total) return "Waiting for the first checks";
  if (counts.unknown > 0) return `${counted(counts.unknown, "client has", "clients have")} no data`;
  if (counts.maintenance > 0) return duringMaintenance(counts);
  return total === 1 ? "The one client is healthy" : `All ${count(total)} clients are healthy`;
}

/** The same of what was answered: a stopped poller never looks healthy, so what it last saw is told as such. */
export function verdictOf({ clients, poller }: Pick<Summary, "clients" | "poller">): string {
  const said = clients.some((row) => row.is_active) ? verdict(countStatuses(clients)) : "No client is active";
  return poller.is_stale ? `Last known: ${said[0]?.toLowerCase()}${said.slice(1)}` : said;
}

function duringMaintenance({ healthy, maintenance }: Counts): string {
  if (healthy === 0) return `${counted(maintenance, "client is", "clients are")} in maintenance`;
  return `${counted(healthy, "client is", "clients are")} healthy, ${count(maintenance)} in maintenance`;
}

export function worstStatus(counts: Counts): Counted {
  return STATUSES.find((status) => counts[status] > 0) ?? "unknown";
}

export function readView(query: URLSearchParams): View {
  const page = Number(query.get("page") ?? PLAIN.page);
  const size = Number(query.get("size") ?? PLAIN.size);
  return {
    statuses: (query.get("status") ?? "").split(",").filter(isCounted),
    text: query.get("q") ?? "",
    sort: readSort(query.get("sort") ?? ""),
    page: Number.isInteger(page) && page > 0 ? page : PLAIN.page,
    size: PAGE_SIZES.find((known) => known === size) ?? PLAIN.size,
    isHeatmap: query.get("view") === "heatmap",
  };
}

function readSort(text: string): Sort {
  const name = text.replace(/^-/, "");
  const key = SORT_KEYS.find((known) => known === name);
  return key === undefined ? WORST_FIRST : { key, isReversed: text.startsWith("-") };
}

/** What differs from the plain page, so that links stay short. */
export function writeView(view: View): URLSearchParams {
  const query = new URLSearchParams();
  if (view.statuses.length > 0) query.set("status", view.statuses.join(","));
  if (view.text !== "") query.set("q", view.text);
  const sort = `${view.sort.isReversed ? "-" : ""}${view.sort.key}`;
  if (sort !== WORST_FIRST.key) query.set("sort", sort);
  if (view.page !== PLAIN.page) query.set("page", String(view.page));
  if (view.size !== PLAIN.size) query.set("size", String(view.size));
  if (view.isHeatmap) query.set("view", "heatmap");
  return query;
}

/** Every word must occur in the name, the industry or the id; case and accents do not matter. */
export function filterClients(rows: readonly ClientRow[], view: Pick<View, "statuses" | "text">): ClientRow[] {
  const words = folded(view.text).split(/\s+/).filter((word) => word !== "");
  return rows.filter((row) => {
    const status = shownStatus(row);
    if (view.statuses.length > 0 && (status === "inactive" || !view.statuses.includes(status))) return false;
    if (words.length === 0) return true;
    const text = folded(`${row.client_name} ${row.industry ?? ""} ${row.client_id}`);
    return words.every((word) => text.includes(word));
  });
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The service sends the worst first; other orders are stable on top of that, with unknown values last. */
export function sortClients(rows: readonly ClientRow[], sort: Sort): ClientRow[] {
  if (sort.key === "status") return sort.isReversed ? worstFirst(rows).toReversed() : worstFirst(rows);
  const valueOf = SORT_VALUES[sort.key];
  const sign = sort.isReversed ? -1 : 1;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => sign * compared(a.value, b.value, sign))
    .map(({ row }) => row);
}

type SortValue = number | string | null;

/** As the service sends them, but for those in maintenance: nobody needs to look at these first. */
function worstFirst(rows: readonly ClientRow[]): ClientRow[] {
  const place = (row: ClientRow) => {
    const status = shownStatus(row);
    return status === "inactive" ? STATUSES.length : STATUSES.indexOf(status);
  };
  return rows.toSorted((a, b) => place(a) - place(b));
}

const SORT_VALUES: Record<Exclude<SortKey, "status">, (row: ClientRow) => SortValue> = {
  client: (row) => folded(row.client_name),
  systems: (row) => (row.systems_count === 0 ? null : row.healthy_systems / row.systems_count),
  response: (row) => row.response_time_ms,
  uptime: (row) => row.uptime_30d_percentage,
  today: (row) => row.today_automations,
  success: (row) => row.today_success_rate,
  checked: (row) => (row.last_check === null ? null : Date.parse(row.last_check)),
};

function compared(a: SortValue, b: SortValue, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : sign * (a === null ? 1 : -1);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Rows in the order they were shown in; those that are gone leave, new ones wait for the next sorting. */
export function heldOrder(shown: readonly string[], rows: readonly ClientRow[]): ClientRow[] {
  const byId = new Map(rows.map((row) => [row.client_id, row]));
  return shown.flatMap((id) => byId.get(id) ?? []);
}

/** How many rows of the fresh order stand somewhere else than where they are shown. */
export function countMoved(shown: readonly string[], fresh: readonly string[]): number {
  return fresh.filter((id, index) => shown[index] !== id).length;
}
