/** The whole fleet: is everything all right, and where is it not. */
import type { Summary } from "../answers";
import { countStatuses, longestSince, verdictOf, worstStatus } from "../fleet";
import { count, intervals } from "../format";
import { Attention } from "../parts/attention";
import { FleetFrame } from "../parts/fleet_frame";
import { FleetNow } from "../parts/fleet_now";
import { lazy } from "../parts/lazy";
import { Lasting } from "../parts/times";
import { Verdict } from "../parts/verdict";

const FleetWork = lazy(
  async () => (await import("../parts/fleet_work")).FleetWork,
  () => <div class="h-216 sm:h-180 lg:h-100" aria-busy="true" />,
);

const FirstClients = lazy(
  async () => (await import("../parts/first_clients")).FirstClients,
  () => <div class="card h-216" aria-busy="true" />,
);

export function Overview() {
  return <FleetFrame name="Overview">{(summary) => <Fleet summary={summary} />}</FleetFrame>;
}

function Fleet({ summary }: { summary: Summary }) {
  const rows = summary.clients;
  return (
    <>
      <FleetVerdict summary={summary} />
      <div class="mb-4 flex flex-col items-stretch gap-4 lg:flex-row">
        <Attention rows={rows} />
        <FleetNow rows={rows} />
      </div>
      <FleetWork summary={summary} />
      <FirstClients rows={rows} isStale={summary.poller.is_stale} />
    </>
  );
}

function FleetVerdict({ summary }: { summary: Summary }) {
  const rows = summary.clients;
  const counts = countStatuses(rows);
  const active = rows.filter((row) => row.is_active);
  const worst = counts.down > 0 ? "down" : "degraded";
  const since = longestSince(rows, worst);
  return (
    <Verdict status={summary.poller.is_stale ? "unknown" : worstStatus(counts)} title={verdictOf(summary)}>
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
