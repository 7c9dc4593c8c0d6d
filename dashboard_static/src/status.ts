/** The words and the order of statuses, as every part shows them. */
import type { ClientRow, Status } from "./answers";

/** What a client counts as: in maintenance it is expected to be anything. */
export type Counted = Status | "maintenance";
/** A client that is switched off has no status of its own. */
export type Shown = Counted | "inactive";

/** Worst first; a client that nothing is known about may hide anything, so it stands before the healthy. */
export const STATUSES: readonly Counted[] = ["down", "degraded", "unknown", "maintenance", "healthy"];

export const STATUS_WORDS: Record<Shown, string> = {
  down: "Down",
  degraded: "Degraded",
  unknown: "No data",
  maintenance: "Maintenance",
  healthy: "Healthy",
  inactive: "Inactive",
};

export function shownStatus(row: Pick<ClientRow, "is_active" | "is_in_maintenance" | "overall_status">): Shown {
  if (!row.is_active) return "inactive";
  return row.is_in_maintenance ? "maintenance" : row.overall_status;
}

export function isCounted(text: string): text is Counted {
  return (STATUSES as readonly string[]).includes(text);
}
