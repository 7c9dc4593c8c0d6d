/** Incidents in a list: what, whose, since when, who knows, what it cost. */
import type { Incident } from "../answers";
import { acknowledge } from "../api_alerts";
import { duration, exactTime } from "../format";
import { costWords } from "../incidents";
import { askAgain } from "../polled";
import { formatHash } from "../router";
import { mayChange, Refusal, useChange } from "./action";
import { SeverityPill } from "./severity";
import { Ago, Lasting } from "./times";

export function IncidentList({ incidents }: { incidents: readonly Incident[] }) {
  return (
    <ul>
      {incidents.map((incident) => (
        <li
          key={incident.incident_id}
          class="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-3"
          data-incident={incident.incident_id}
        >
          <div class="w-24 shrink-0">
            <SeverityPill severity={incident.severity} isOver={incident.state === "resolved"} />
          </div>
          <div class="min-w-0 flex-1 basis-64">
            <p class="flex flex-wrap items-baseline gap-x-2">
              <IncidentLink incident={incident} />
              <a href={formatHash({ name: "client", clientId: incident.client_id })} class="inline-block text-sm leading-6 text-dim hover:underline">
                {incident.client_name}
              </a>
              {incident.systems.length > 0 && <span class="text-sm text-faint">{incident.systems.join(", ")}</span>}
            </p>
            <p class="text-sm text-dim">
              <Span incident={incident} />
              {costWords(incident) !== null && ` · ${costWords(incident)}`}
            </p>
          </div>
          <Knowing incident={incident} />
        </li>
      ))}
    </ul>
  );
}

export function IncidentLink({ incident }: { incident: Incident }) {
  return (
    <a
      href={formatHash({ name: "incident", incidentId: incident.incident_id })}
      class="inline-block leading-6 hover:text-accent hover:underline"
    >
      {incident.title}
    </a>
  );
}

/** Since when, and how long it lasts or lasted. */
export function Span({ incident }: { incident: Incident }) {
  const opened = exactTime(Date.parse(incident.opened_at));
  if (incident.resolved_at === null) {
    return (
      <>
        for <Lasting since={incident.opened_at} />, since {opened}
      </>
    );
  }
  return (
    <>
      lasted {duration(incident.duration_seconds * 1_000)}, from {opened}
    </>
  );
}

/** Who has acknowledged it; else the way to do so. */
export function Knowing({ incident }: { incident: Incident }) {
  const change = useChange();
  if (incident.acknowledged_at !== null) {
    return (
      <p class="text-sm text-dim">
        Acknowledged{incident.acknowledged_by !== null && ` by ${incident.acknowledged_by}`}, <Ago at={incident.acknowledged_at} />
      </p>
    );
  }
  if (incident.state === "resolved" || !mayChange()) return null;
  const run = () =>
    change.run(async () => {
      await acknowledge(incident.incident_id);
      askAgain("incident");
    });
  return (
    <div class="flex flex-wrap items-center gap-2">
      <Refusal>{change.refusal}</Refusal>
      <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void run()}>
        Acknowledge<span class="sr-only"> {incident.title} of {incident.client_name}</span>
      </button>
    </div>
  );
}
