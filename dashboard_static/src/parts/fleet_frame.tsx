/** What every page of all clients has around it: its title in the tab, what cannot be vouched for, the way to begin. */
import type { ComponentChildren } from "preact";
import type { Summary } from "../answers";
import { countStatuses, worstStatus } from "../fleet";
import { useTitle } from "../pages/title";
import { fleet } from "../state";
import { AddFirstClient } from "./add_first_client";
import { FirstLoadFailure, RefreshFailure, StaleBanner, SuspectBanner } from "./notices";
import { Skeleton } from "./skeleton";

interface FleetFrameProps {
  /** Of the page, as its tab has it. */
  name: string;
  /** Called for a fleet of at least one client. */
  children: (summary: Summary) => ComponentChildren;
}

export function FleetFrame({ name, children }: FleetFrameProps) {
  const summary = fleet.value?.data.value ?? null;
  const polling = fleet.value?.polling.value;
  useTitle(titleMark(summary), name, tabStatus(summary));
  if (summary === null) {
    return polling?.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  }
  const isStale = summary.poller.is_stale;
  return (
    <>
      {polling && <RefreshFailure polling={polling} />}
      {isStale && summary.total_clients > 0 && <StaleBanner lastRun={summary.poller.last_tick_at} />}
      {summary.poller.suspect_since !== null && <SuspectBanner since={summary.poller.suspect_since} />}
      {summary.total_clients === 0 ? <AddFirstClient /> : children(summary)}
    </>
  );
}

function titleMark(summary: Summary | null): string {
  if (summary === null) return "";
  if (summary.poller.is_stale) return "(stale) ";
  const counts = countStatuses(summary.clients);
  if (counts.down > 0) return `(${counts.down} down) `;
  return counts.degraded > 0 ? `(${counts.degraded} degraded) ` : "";
}

function tabStatus(summary: Summary | null) {
  if (summary === null || summary.clients.length === 0) return "healthy";
  const worst = summary.poller.is_stale ? "unknown" : worstStatus(countStatuses(summary.clients));
  return worst === "maintenance" ? "healthy" : worst;
}
