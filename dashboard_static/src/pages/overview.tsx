/** The whole fleet: is everything all right, and where is it not. */
import type { ClientRow, Summary } from "../answers";
import { AddFirstClient } from "../parts/add_first_client";
import { Attention } from "../parts/attention";
import { ClientList } from "../parts/client_list";
import { FleetNow } from "../parts/fleet_now";
import { lazy } from "../parts/lazy";
import { FirstLoadFailure, RefreshFailure, StaleBanner, SuspectBanner } from "../parts/notices";
import { Skeleton } from "../parts/skeleton";
import { Lasting } from "../parts/times";
import { Verdict } from "../parts/verdict";
import { countStatuses, longestSince, readView, type View, verdict, worstStatus, writeView } from "../fleet";
import { count, intervals } from "../format";
import { replaceQuery, route } from "../router";
import { fleet } from "../state";
import { useTitle } from "./title";

const FleetWork = lazy(
  async () => (await import("../parts/fleet_work")).FleetWork,
  () => <div class="h-216 sm:h-180 lg:h-100" aria-busy="true" />,
);

export function Overview() {
  const summary = fleet.value?.data.value ?? null;
  const polling = fleet.value?.polling.value;
  useTitle(titleMark(summary), "Overview", tabStatus(summary));
  if (summary === null) {
    return polling?.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  }
  const isStale = summary.poller.is_stale;
  return (
    <>
      {polling && <RefreshFailure polling={polling} />}
      {isStale && summary.total_clients > 0 && <StaleBanner lastRun={summary.poller.last_tick_at} />}
      {summary.poller.suspect_since !== null && <SuspectBanner since={summary.poller.suspect_since} />}
      {summary.total_clients === 0 ? <AddFirstClient /> : <Fleet summary={summary} />}
    </>
  );
}

function Fleet({ summary }: { summary: Summary }) {
  const rows = summary.clients;
  const isStale = summary.poller.is_stale;
  const view = readView(route.value.query);
  const show = (next: View) => replaceQuery(writeView(next));
  return (
    <>
      <FleetVerdict rows={rows} isStale={isStale} />
      <div class="mb-4 flex flex-col items-stretch gap-4 lg:flex-row">
        <Attention rows={rows} />
        <FleetNow rows={rows} chosen={view.statuses} onChoose={(statuses) => show({ ...view, statuses, page: 1 })} />
      </div>
      <FleetWork summary={summary} />
      <ClientList rows={rows} view={view} isStale={isStale} onView={show} />
    </>
  );
}

/** A stopped poller never looks healthy: what it last saw is told as such. */
function FleetVerdict({ rows, isStale }: { rows: readonly ClientRow[]; isStale: boolean }) {
  const counts = countStatuses(rows);
  const active = rows.filter((row) => row.is_active);
  const worst = counts.down > 0 ? "down" : "degraded";
  const since = longestSince(rows, worst);
  const said = active.length === 0 ? "No client is active" : verdict(counts);
  return (
    <Verdict
      status={isStale ? "unknown" : worstStatus(counts)}
      title={isStale ? `Last known: ${said[0]?.toLowerCase()}${said.slice(1)}` : said}
    >
      {count(counts.healthy)} of {count(active.length)} healthy
      {counts.unknown > 0 && ` · ${count(counts.unknown)} without data`}
      {since !== null && (
        <>
          {worst === "down" ? " · longest outage " : " · degraded for "}
          <Lasting since={since} />
        </>
      )}
      {active.length > 0 && ` · checked every ${intervals(active.map((row) => row.interval_minutes))}`}
    </Verdict>
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
