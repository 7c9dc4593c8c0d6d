/** What the days of the fleet say, taken together. Pure. */
import type { TrendDay } from "./answers";
import { counted, dayName } from "./format";

/** Percent; under it a rule of the usual set fires. Source: the developer guide, `alert_on_failures`. */
export const SUCCESS_TARGET = 90;

export interface Work {
  total: number;
  successful: number;
  /** Days that are known. */
  days: number;
}

/** Sums over the known days; null where none is. */
export function workOf(days: readonly TrendDay[]): Work | null {
  const known = days.filter((day) => day.total_automations !== null);
  if (known.length === 0) return null;
  return {
    total: known.reduce((sum, day) => sum + (day.total_automations ?? 0), 0),
    successful: known.reduce((sum, day) => sum + (day.successful_automations ?? 0), 0),
    days: known.length,
  };
}

/** Percent: successful out of all runs of all days, never a mean of rates. Null without any run. */
export function successOf(work: Work | null): number | null {
  return work === null || work.total === 0 ? null : (100 * work.successful) / work.total;
}

/** The change of runs a known day, in percent. */
export function volumeChange(now: Work | null, before: Work | null): number | null {
  if (now === null || before === null || before.total === 0) return null;
  return 100 * (now.total / now.days / (before.total / before.days) - 1);
}

/** The change of the success rate, in points. */
export function successChange(now: Work | null, before: Work | null): number | null {
  const [rate, rateBefore] = [successOf(now), successOf(before)];
  return rate === null || rateBefore === null ? null : rate - rateBefore;
}

const MOST_NAMED = 3;

/** "3–4 Nov, 9 Nov": days in a row as one. Null for none. */
export function named(dates: readonly string[]): string | null {
  const runs: { first: string; last: string }[] = [];
  for (const date of dates) {
    const open = runs.at(-1);
    if (open !== undefined && Date.parse(date) - Date.parse(open.last) === 86_400_000) open.last = date;
    else runs.push({ first: date, last: date });
  }
  if (runs.length === 0) return null;
  const words = runs.slice(0, MOST_NAMED).map(({ first, last }) => (first === last ? dayName(first) : span(first, last)));
  const others = runs.length - words.length;
  return `${words.join(", ")}${others > 0 ? ` and ${counted(others, "more time")}` : ""}`;
}

function span(first: string, last: string): string {
  const isSameMonth = first.slice(0, 7) === last.slice(0, 7);
  return `${isSameMonth ? String(Number(first.slice(8))) : dayName(first)}–${dayName(last)}`;
}

/** What is to be said over the volume: which days are blank because nobody told of them. */
export function volumeWords(days: readonly TrendDay[]): string {
  const gaps = days.filter((day) => day.total_automations === null).map((day) => day.date);
  if (gaps.length === days.length) return "No system has told of its work yet.";
  const missing = named(gaps);
  return missing === null ? `${days.length} complete days.` : `${days.length} days. Blank, without figures: ${missing}.`;
}

/** What is to be said over the success rate: on which days it was under the target. */
export function successWords(days: readonly TrendDay[]): string {
  const known = days.filter((day) => day.success_rate !== null);
  if (known.length === 0) return "No system has told of its work yet.";
  const missed = known.filter((day) => (day.success_rate ?? 0) < SUCCESS_TARGET).map((day) => day.date);
  const target = `the ${SUCCESS_TARGET} % target`;
  if (missed.length === 0) return `Every known day reached ${target}.`;
  return `${missed.length} of ${counted(known.length, "known day")} fell below ${target}: ${named(missed)}.`;
}
