/** What somebody should look at: open incidents, and clients in trouble that no rule speaks of. */
import type { ClientRow, Incident, IncidentList } from "../answers";
import { loadIncidents } from "../api_alerts";
import { count } from "../format";
import { byNeed, SEVERITY_STATUS } from "../incidents";
import { usePolled } from "../polled";
import type { Poller } from "../poller";
import { formatHash } from "../router";
import { shownStatus, STATUS_WORDS } from "../status";
import { ClientLink } from "./client_link";
import { StatusIcon } from "./icons";
import { IncidentLink, Knowing } from "./incident_list";
import { Reason } from "./reason";
import { Lasting } from "./times";

const MOST_SHOWN = 5;

export function useOpenIncidents(): Poller<IncidentList> {
  return usePolled("incidents open", () => loadIncidents({ state: "open", limit: 100 }));
}

export function Attention({ rows }: { rows: readonly ClientRow[] }) {
  const incidents = byNeed(useOpenIncidents().data.value?.incidents ?? []);
  const told = new Set(incidents.map((incident) => incident.client_id));
  const untold = rows.filter((row) => !told.has(row.client_id) && ["down", "degraded"].includes(shownStatus(row)));
  const shownIncidents = incidents.slice(0, MOST_SHOWN);
  const shownRows = untold.slice(0, MOST_SHOWN - shownIncidents.length);
  const others = incidents.length + untold.length - shownIncidents.length - shownRows.length;
  return (
    <section class="card min-w-0 flex-1" aria-labelledby="attention">
      <div class="flex items-center justify-between gap-3 px-4 py-3">
        <h2 id="attention" class="font-bold">
          Needs attention
        </h2>
        <a href={formatHash({ name: "incidents" })} class="link flex min-h-6 items-center text-sm">
          All incidents
        </a>
      </div>
      <ul>
        {shownIncidents.map((incident) => (
          <IncidentRow key={incident.incident_id} incident={incident} />
        ))}
        {shownRows.map((row) => (
          <ClientInTrouble key={row.client_id} row={row} />
        ))}
      </ul>
      {shownIncidents.length + shownRows.length === 0 && (
        <p class="border-t border-line px-4 py-6 text-center text-dim">Nothing needs attention.</p>
      )}
      {others > 0 && <p class="border-t border-line px-4 py-2.5 text-sm text-dim">and {count(others)} more</p>}
    </section>
  );
}

function IncidentRow({ incident }: { incident: Incident }) {
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-2.5" data-attention={incident.client_id}>
      <StatusIcon status={SEVERITY_STATUS[incident.severity]} size={18} />
      <div class="min-w-0 flex-1 basis-52">
        <p class="flex flex-wrap items-baseline gap-x-2">
          <a href={formatHash({ name: "client", clientId: incident.client_id })} class="inline-block leading-6 hover:text-accent hover:underline">
            {incident.client_name}
          </a>
          {incident.systems.length > 0 && <span class="text-sm text-faint">{incident.systems.join(", ")}</span>}
        </p>
        <p class="text-sm text-dim">
          <IncidentLink incident={incident} /> · for <Lasting since={incident.opened_at} />
        </p>
      </div>
      <Knowing incident={incident} />
    </li>
  );
}

function ClientInTrouble({ row }: { row: ClientRow }) {
  const status = shownStatus(row);
  return (
    <li class="flex items-center gap-3 border-t border-line px-4 py-2.5" data-attention={row.client_id}>
      <StatusIcon status={status} size={18} />
      <div class="min-w-0 flex-1">
        <p>
          <ClientLink row={row} />
        </p>
        <p class="text-sm">
          <Reason status={status} reason={row.reason ?? STATUS_WORDS[status]} since={row.status_since} />
        </p>
      </div>
    </li>
  );
}
