/** What is wrong with one client, and what went wrong, open ones first. */
import { loadIncidents } from "../api_alerts";
import { byNeed } from "../incidents";
import { ClientAlerts } from "../parts/client_alerts";
import { IncidentList } from "../parts/incident_list";
import { Part } from "../parts/part";
import { usePolled } from "../polled";
import { formatHash } from "../router";

export function ClientIncidents({ clientId }: { clientId: string }) {
  const poller = usePolled(`incidents of ${clientId}`, () => loadIncidents({ clientId }));
  return (
    <>
      <ClientAlerts clientId={clientId} />
      <section class="card mb-4" aria-labelledby="incidents">
        <h2 id="incidents" class="px-4 py-3 font-bold">
          Incidents
        </h2>
        <Part poller={poller} what="the incidents" place="h-24">
          {({ incidents, next_cursor: older }) => (
            <>
              {incidents.length === 0 && (
                <p class="border-t border-line px-4 py-6 text-center text-dim">No incident in the time that is kept.</p>
              )}
              <IncidentList
                incidents={[
                  ...byNeed(incidents.filter((incident) => incident.state === "open")),
                  ...incidents.filter((incident) => incident.state === "resolved"),
                ]}
              />
              {older !== null && (
                <p class="border-t border-line px-4 py-3 text-sm">
                  <a
                    class="link"
                    href={formatHash(
                      { name: "incidents" },
                      new URLSearchParams({ state: "resolved", client: clientId, cursor: older }),
                    )}
                  >
                    Older ones
                  </a>
                </p>
              )}
            </>
          )}
        </Part>
      </section>
    </>
  );
}
