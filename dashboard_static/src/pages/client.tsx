/** One client: its status and why, and behind tabs how it was, what it does and how it is checked. */
import { useEffect } from "preact/hooks";
import type { ClientDetails } from "../answers";
import { counted } from "../format";
import { mayChange } from "../parts/action";
import { CheckFindings, CheckNowButton, useCheckNow } from "../parts/check_now";
import { LineIcon } from "../parts/icons";
import { FirstLoadFailure, RefreshFailure, StaleBanner } from "../parts/notices";
import { Skeleton } from "../parts/skeleton";
import { Tabs } from "../parts/switch";
import { Lasting } from "../parts/times";
import { Verdict } from "../parts/verdict";
import { formatHash, route } from "../router";
import { useShortcut } from "../shortcuts";
import { client } from "../state";
import { type Shown, shownStatus, STATUS_WORDS } from "../status";
import { ClientConfiguration } from "./client_configuration";
import { ClientHealth } from "./client_health";
import { ClientIncidents } from "./client_incidents";
import { ClientMetrics } from "./client_metrics";
import { ClientReports } from "./client_reports";
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
      <a href="#/clients" class="link print-hidden mb-2 inline-flex min-h-6 items-center gap-1 text-sm">
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
  const status = statusOf(details);
  const checking = useCheckNow(details.client_id);
  useShortcut("c", () => {
    if (mayChange() && configuration.is_active) checking.start();
  });
  return (
    <>
      {isStale && <StaleBanner lastRun={health.data_through} />}
      <Verdict
        status={isStale ? "unknown" : status}
        title={details.client_name}
        actions={configuration.is_active && <CheckNowButton checking={checking} />}
      >
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
      <CheckFindings checking={checking} />
      <ClientTabs clientId={details.client_id} />
      <Tab details={details} isStale={isStale} />
    </>
  );
}

function statusOf({ health, configuration }: ClientDetails): Shown {
  return shownStatus({
    is_active: configuration.is_active,
    overall_status: health.overall_status,
    is_in_maintenance: health.systems.length > 0 && health.systems.every((system) => system.is_in_maintenance),
  });
}

/** Twice the interval without data means that the checks stopped, whatever the statuses say. */
function isBehind(dataThrough: string | null, intervalMinutes: number, seenAt: number): boolean {
  return dataThrough !== null && seenAt - Date.parse(dataThrough) > 2 * intervalMinutes * 60_000;
}

const TABS = { health: "Health", metrics: "Metrics", incidents: "Incidents", reports: "Reports", configuration: "Configuration" } as const;
type TabName = keyof typeof TABS;

function chosenTab(): TabName {
  const asked = route.value.query.get("tab") ?? "";
  return asked in TABS ? (asked as TabName) : "health";
}

function ClientTabs({ clientId }: { clientId: string }) {
  const links = Object.entries(TABS).map(([name, text]) => ({
    href: formatHash({ name: "client", clientId }, new URLSearchParams(name === "health" ? {} : { tab: name })),
    text,
    isChosen: name === chosenTab(),
  }));
  return <Tabs label="Parts of this client" links={links} />;
}

function Tab({ details, isStale }: { details: ClientDetails; isStale: boolean }) {
  const tab = chosenTab();
  useEffect(() => scrollTo(0, 0), [tab]);
  switch (tab) {
    case "health":
      return <ClientHealth details={details} isStale={isStale} />;
    case "metrics":
      return <ClientMetrics clientId={details.client_id} />;
    case "incidents":
      return <ClientIncidents clientId={details.client_id} />;
    case "reports":
      return <ClientReports clientId={details.client_id} />;
    case "configuration":
      return <ClientConfiguration configuration={details.configuration} />;
  }
}

function titleMark(details: ClientDetails | null): string {
  const summary = details?.health.summary;
  if (details === null || summary === undefined || !details.configuration.is_active) return "";
  if (summary.down_systems > 0) return `(${counted(summary.down_systems, "system")} down) `;
  return details.health.overall_status === "degraded" ? "(degraded) " : "";
}
