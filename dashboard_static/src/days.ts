/** Days as cells of a row: what each was like, and which are missing. Pure. */
import type { HistoryPoint, Sparkline } from "./answers";
import { counted } from "./format";

/** Worst first. `planned` is a time in maintenance that does not count. */
export const LEVELS = ["outage", "degraded", "planned", "none", "up"] as const;
export type Level = (typeof LEVELS)[number];

export interface Day {
  /** In the client's zone: "2026-11-16". */
  date: string;
  level: Level;
}

type Measured = Pick<HistoryPoint, "uptime_percentage" | "coverage_percentage" | "downtime_seconds">;

/** Only what was measured makes a day good: one that nothing is known of is none. */
export function levelOf(measured: Measured, isPlanned = false): Level {
  if (measured.uptime_percentage === null) return isPlanned ? "planned" : "none";
  if (measured.downtime_seconds > 0) return "outage";
  if (measured.uptime_percentage < 100) return "degraded";
  return isPlanned ? "planned" : "up";
}

/** The date `days` after; before for a negative number. */
export function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A date of the calendar in a zone. */
export function dateIn(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(at);
}

/** The last `count` days up to the newest complete one; a day that is not told of is unknown. */
export function lastDays(known: Sparkline["days"], now: number, count = 30): Day[] {
  const newest = known.reduce((last, { date }) => (date > last ? date : last), "");
  const last = newest >= dateIn(now - 2 * 86_400_000, "UTC") ? newest : dateIn(now - 86_400_000, "UTC");
  return daysUpTo(known, last, count);
}

/** The `count` days up to the date `last`, itself included. */
export function daysUpTo(known: Sparkline["days"], last: string, count = 30): Day[] {
  const byDate = new Map(known.map((day) => [day.date, day]));
  return Array.from({ length: count }, (_, index) => {
    const date = shifted(last, index - count + 1);
    const day = byDate.get(date);
    return { date, level: day === undefined ? "none" : levelOf(day) };
  });
}

const WORDS: Record<Level, string> = {
  outage: "with an outage",
  degraded: "degraded",
  planned: "in maintenance",
  none: "without data",
  up: "up all day",
};

export const LEVEL_WORDS: Record<Level, string> = {
  outage: "Outage",
  degraded: "Degraded",
  planned: "Maintenance",
  none: "No data",
  up: "Up all day",
};

/** "30 days: 1 day with an outage, 29 days up all day". */
export function summary(days: readonly Day[]): string {
  const parts = LEVELS.flatMap((level) => {
    const times = days.filter((day) => day.level === level).length;
    return times === 0 ? [] : `${counted(times, "day")} ${WORDS[level]}`;
  });
  return `${counted(days.length, "day")}: ${parts.join(", ")}`;
}
