/** One client: its status and why, its systems, and how it is checked. */
import type { ClientDetails, Configuration, SystemHealth } from "../answers";
import { counted, exactTime, responseTime } from "../format";
import { isNarrow } from "../media";
import { LineIcon } from "../parts/icons";
import { FirstLoadFailure, RefreshFailure, StaleBanner } from "../parts/notices";
import { Skeleton } from "../parts/skeleton";
import { SystemCards, SystemTable } from "../parts/systems";
import { Lasting } from "../parts/times";
import { Verdict } from "../parts/verdict";
import { client } from "../state";
import { type Shown, STATUS_WORDS } from "../status";
import { NotFound } from "./not_found";
import { useTitle } from "./title";

export function Client({ clientId }: { clientId: string }) {
  const open = client.value?.clientId === clientId ? client.value.poller : null;
  const details = open?.data.value ?? null;
  const polling = open?.polling.value;
  const status = details?.health.overall_status;
  useTitle(titleMark(details), details?.client_name ?? clientId, status);
  if (polling?.failure?.status === 404) return <NotFound what={`There is no client ${clientId}.`} />;
  if (details === null) return polling?.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  return (
    <>
      <a href="#/" class="link print-hidden mb-2 inline-flex min-h-6 items-center gap-1 text-sm">
        <LineIcon name="back" size={12} /> All clients
      </a>
      {polling && <RefreshFailure polling={polling} />}
      <Details details={details} seenAt={polling?.lastGoodAt ?? 0} />
    </>
  );
}

interface DetailsProps {
  details: ClientDetails;
  /** When the service gave this answer. */
  seenAt: number;
}

function Details({ details, seenAt }: DetailsProps) {
  const { health, configuration } = details;
  const isStale = configuration.is_active && isBehind(health.data_through, configuration.interval_minutes, seenAt);
  const status: Shown = configuration.is_active ? health.overall_status : "inactive";
  const Systems = isNarrow.value ? SystemCards : SystemTable;
  return (
    <>
      {isStale && <StaleBanner lastRun={health.data_through} />}
      <Verdict status={isStale ? "unknown" : status} title={details.client_name}>
        {isStale && "Last known: "}
        {STATUS_WORDS[status]}
        {health.status_since !== null && (
          <>
            {" for "}
            <Lasting since={health.status_since} />
          </>
        )}
        {configuration.industry !== null && ` · ${configuration.industry}`}
        {` · ${details.client_id}`}
      </Verdict>
      <section class="card mb-4 overflow-hidden" aria-labelledby="systems">
        <h2 id="systems" class="px-4 py-3 font-bold">
          Systems
        </h2>
        <Systems
          systems={worstFirst(health.systems)}
          isStale={isStale}
          intervalMinutes={configuration.interval_minutes}
        />
      </section>
      <HowChecked configuration={configuration} />
    </>
  );
}

/** Twice the interval without data means that the checks stopped, whatever the statuses say. */
function isBehind(dataThrough: string | null, intervalMinutes: number, seenAt: number): boolean {
  return dataThrough !== null && seenAt - Date.parse(dataThrough) > 2 * intervalMinutes * 60_000;
}

const WEIGHTS = { down: 0, degraded: 1, unknown: 2, healthy: 3 };

function worstFirst(systems: readonly SystemHealth[]): SystemHealth[] {
  return systems.toSorted((a, b) => WEIGHTS[a.status] - WEIGHTS[b.status]);
}

function HowChecked({ configuration }: { configuration: Configuration }) {
  const facts: [string, string][] = [
    ["Checked every", `${configuration.interval_minutes} min`],
    ["Timeout", `${configuration.timeout_seconds} s`],
    ["Retries before a failure counts", String(configuration.retries)],
    ["Degraded over", responseTime(configuration.degraded_over_ms)],
    ["Contact", configuration.contact_email ?? "–"],
    ["Checks", configuration.is_active ? "Active" : "Switched off"],
    ["Registered", exactTime(Date.parse(configuration.created_at))],
    ["Last changed", `${exactTime(Date.parse(configuration.updated_at))} (version ${configuration.version})`],
  ];
  return (
    <section class="card" aria-labelledby="configuration">
      <h2 id="configuration" class="border-b border-line px-4 py-3 font-bold">
        Configuration
      </h2>
      <dl class="grid gap-x-6 gap-y-3 px-4 py-4 sm:grid-cols-[repeat(2,minmax(0,1fr))] lg:grid-cols-[repeat(4,minmax(0,1fr))]">
        {facts.map(([name, value]) => (
          <div key={name} class="min-w-0">
            <dt class="text-xs text-faint">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function titleMark(details: ClientDetails | null): string {
  const summary = details?.health.summary;
  if (details === null || summary === undefined || !details.configuration.is_active) return "";
  if (summary.down_systems > 0) return `(${counted(summary.down_systems, "system")} down) `;
  return details.health.overall_status === "degraded" ? "(degraded) " : "";
}
