/** One sentence on what changed between two answers, for the live region. */
import type { Status } from "./answers";

export interface NamedStatus {
  id: string;
  name: string;
  status: Status;
}

const SPOKEN: Record<Status, string> = {
  down: "is down",
  degraded: "is degraded",
  healthy: "is healthy again",
  unknown: "has no data",
};

const MOST_NAMED = 3;

/** Null when nothing changed; things that came or went are no change of status. */
export function describeChanges(before: readonly NamedStatus[], after: readonly NamedStatus[]): string | null {
  const known = new Map(before.map((entry) => [entry.id, entry.status]));
  const changed = after.filter(({ id, status }) => known.has(id) && known.get(id) !== status);
  if (changed.length === 0) return null;
  const named = changed.slice(0, MOST_NAMED).map(({ name, status }) => `${name} ${SPOKEN[status]}`);
  const others = changed.length - named.length;
  if (others > 0) named.push(others === 1 ? "1 other changed" : `${others} others changed`);
  return `${named.join(", ")}.`;
}
