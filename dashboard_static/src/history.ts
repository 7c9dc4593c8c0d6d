/** What an answered history says, in the words and the shapes of the page. Pure. */
import type { History, HistoryPoint, Outage, ServiceLevel } from "./answers";
import type { Band } from "./charts/line";
import { type Day, dateIn, levelOf } from "./days";
import { duration, uptime } from "./format";

export const RANGES = ["24h", "7d", "30d", "90d"] as const;
export type Range = (typeof RANGES)[number];

export const RANGE_WORDS: Record<Range, string> = { "24h": "24 h", "7d": "7 days", "30d": "30 days", "90d": "90 days" };

export function readRange(text: string | null): Range {
  return RANGES.find((range) => range === text) ?? "24h";
}

const REASON_WORDS: Record<string, string> = {
  failure: "failing status",
  timeout: "no answer in time",
  dns: "name not found",
  connection: "no connection",
  tls: "certificate or TLS",
  redirect: "unexpected redirect",
  invalid_contract: "answer not understood",
  reported_down: "says that it is down",
  blocked_address: "address not allowed",
  unexpected_answer: "unexpected answer",
  heartbeat_missed: "heartbeat missed",
  heartbeat_failed: "heartbeat reported a failure",
};

/** A reason's code as words; one that this page does not know is shown as it is. */
export function reasonWords(code: string): string {
  return REASON_WORDS[code] ?? code.replaceAll("_", " ");
}

/** What an uptime counts, to be printed beside it. */
export function policyWords(level: ServiceLevel): string {
  const degraded =
    level.degraded_weight_percentage === 100
      ? "degraded counts as up"
      : `degraded counts ${level.degraded_weight_percentage} %`;
  const maintenance = level.is_maintenance_counted ? "maintenance counts" : "maintenance left out";
  const hours = level.business_hours.length > 0 ? ", business hours only" : "";
  return `Target ${uptime(level.uptime_target_percentage)}; ${degraded}, ${maintenance}${hours}`;
}

/** What the target still allows in the period, or by how much it was missed. */
export function budgetWords(seconds: number): string {
  const length = duration(Math.abs(seconds) * 1_000);
  return seconds >= 0 ? `${length} left` : `used up, ${length} over`;
}

/** The outages of whatever the points are of. */
export function outagesOf(history: History, name: string = history.points_of): readonly Outage[] {
  return history.outages.find((each) => each.name === name)?.outages ?? [];
}

/** Where in the period an instant lies, from 0 to 1. */
export function placeIn(history: Pick<History, "period_start" | "period_end">, at: number): number {
  const start = Date.parse(history.period_start);
  const end = Date.parse(history.period_end);
  return Math.min(1, Math.max(0, (at - start) / (end - start)));
}

/** The times behind a chart: outages, planned ones, and minutes in which our own watching is in doubt. */
export function bandsOf(history: History): Band[] {
  const outages = outagesOf(history).map((outage): Band => ({
    kind: outage.is_planned ? "planned" : "outage",
    from: placeIn(history, Date.parse(outage.start)),
    to: placeIn(history, Date.parse(outage.end)),
  }));
  const doubts = history.suspect_minutes.map(({ at }): Band => ({
    kind: "suspect",
    from: placeIn(history, Date.parse(at)),
    to: placeIn(history, Date.parse(at) + 60_000),
  }));
  return [...outages, ...doubts];
}

/** Daily points as cells, each with its date in the client's zone. */
export function daysOf(history: History): Day[] {
  const planned = outagesOf(history).filter((outage) => outage.is_planned);
  return history.points.map((point) => ({
    date: dateIn(Date.parse(point.start) + 12 * 3_600_000, history.time_zone),
    level: levelOf(point, planned.some((outage) => overlaps(outage, point, history.point_seconds))),
  }));
}

function overlaps(outage: Outage, point: HistoryPoint, seconds: number): boolean {
  const start = Date.parse(point.start);
  return Date.parse(outage.start) < start + seconds * 1_000 && Date.parse(outage.end) > start;
}
