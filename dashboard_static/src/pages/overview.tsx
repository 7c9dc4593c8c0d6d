/** The whole fleet: is everything all right, and where is it not. */
import type { ClientRow, Summary } from "../answers";
import { countStatuses, longestSince, sortClients, verdictOf, WORST_FIRST, worstStatus } from "../fleet";
import { count, intervals } from "../format";
import { Attention } from "../parts/attention";
import { ClientRows, RowsMoved, useHeldRows } from "../parts/client_rows";
import { DayLegend } from "../parts/day_bars";
import { FleetFrame } from "../parts/fleet_frame";
import { FleetNow } from "../parts/fleet_now";
import { lazy } from "../parts/lazy";
import { Lasting } from "../parts/times";
import { Verdict } from "../parts/verdict";
import { formatHash } from "../router";

const FleetWork = lazy(
  async () => (await import("../parts/fleet_work")).FleetWork,
  () => <div class="h-216 sm:h-180 lg:h-100" aria-busy="true" />,
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

const MOST_SHOWN = 15;

/** The worst of them; the page of clients has the others. */
function FirstClients({ rows, isStale }: { rows: readonly ClientRow[]; isStale: boolean }) {
  const held = useHeldRows(rows, sortClients(rows, WORST_FIRST).slice(0, MOST_SHOWN), "");
  return (
    <section class="card" aria-labelledby="clients">
      <div class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <h2 id="clients" class="mr-auto font-bold">
          Clients
        </h2>
        <RowsMoved held={held} />
        <a href={formatHash({ name: "clients" })} class="link flex min-h-6 items-center text-sm">
          All {count(rows.length)} clients
        </a>
      </div>
      <ClientRows held={held} sort={WORST_FIRST} isStale={isStale} />
      <div class="border-t border-line px-4 py-3">
        <DayLegend />
      </div>
    </section>
  );
}
