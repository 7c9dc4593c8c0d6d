/** The words and the order of statuses, as every part shows them. */
import type { ClientRow, Status } from "./answers";

/** A client that is switched off has no status of its own. */
export type Shown = Status | "inactive";

/** Worst first; a client that nothing is known about may hide anything, so it stands before the healthy. */
export const STATUSES: readonly Status[] = ["down", "degraded", "unknown", "healthy"];

export const STATUS_WORDS: Record<Shown, string> = {
  down: "Down",
  degraded: "Degraded",
  unknown: "No data",
  healthy: "Healthy",
  inactive: "Inactive",
};

export function shownStatus(row: ClientRow): Shown {
  return row.is_active ? row.overall_status : "inactive";
}

export function isStatus(text: string): text is Status {
  return (STATUSES as readonly string[]).includes(text);
}
