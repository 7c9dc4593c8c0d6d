/** What went wrong, of all clients or of one. */
import type { IncidentList as Answer } from "../answers";
import { loadIncidents } from "../api_alerts";
import { count, counted } from "../format";
import { byNeed } from "../incidents";
import { IncidentList } from "../parts/incident_list";
import { FirstLoadFailure, RefreshFailure } from "../parts/notices";
import { Skeleton } from "../parts/skeleton";
import { Switch } from "../parts/switch";
import { Verdict } from "../parts/verdict";
import { useMainPolled } from "../polled";
import { formatHash, route } from "../router";
import { useTitle } from "./title";

type Chosen = "open" | "resolved";

export function Incidents() {
  const { query } = route.value;
  const chosen: Chosen = query.get("state") === "resolved" ? "resolved" : "open";
  const cursor = query.get("cursor") ?? undefined;
  const clientId = query.get("client") ?? undefined;
  const poller = useMainPolled(`incidents ${chosen} ${clientId ?? ""} ${cursor ?? ""}`, () =>
    loadIncidents({ state: chosen, ...(clientId && { clientId }), ...(cursor && { cursor }) }),
  );
  const answer = poller.data.value;
  const polling = poller.polling.value;
  useTitle(chosen === "open" && answer?.incidents.length ? `(${answer.incidents.length}) ` : "", "Incidents");
  if (answer === null) return polling.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  return (
    <>
      <RefreshFailure polling={polling} />
      <Head answer={answer} chosen={chosen} clientId={clientId} />
      <section class="card" aria-labelledby="list">
        <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
          <h2 id="list" class="font-bold">
            {chosen === "open" ? "Open" : "Resolved"}
            {clientId !== undefined && <span class="font-normal text-dim"> of {clientId}</span>}
          </h2>
          <Switch
            label="Which incidents"
            links={(["open", "resolved"] as const).map((each) => ({
              href: hrefOf({ state: each, client: clientId }),
              text: each === "open" ? "Open" : "Resolved",
              isChosen: each === chosen,
            }))}
          />
        </div>
        {answer.incidents.length === 0 ? (
          <p class="border-t border-line px-4 py-8 text-center text-dim">
            {chosen === "open" ? "No incident is open." : "No incident was resolved in the time that is kept."}
          </p>
        ) : (
          <IncidentList incidents={chosen === "open" ? byNeed(answer.incidents) : answer.incidents} />
        )}
        <Older answer={answer} chosen={chosen} clientId={clientId} isFirst={cursor === undefined} />
      </section>
    </>
  );
}

interface ViewProps {
  answer: Answer;
  chosen: Chosen;
  clientId: string | undefined;
}

function Head({ answer, chosen, clientId }: ViewProps) {
  const { incidents } = answer;
  const some = answer.next_cursor === null ? "" : "at least ";
  const unknown = incidents.filter((incident) => incident.acknowledged_at === null).length;
  const isOpen = chosen === "open" && incidents.length > 0;
  const title = !isOpen ? "Incidents" : `${some}${counted(incidents.length, "incident is", "incidents are")} open`;
  return (
    <Verdict status={isOpen ? (unknown > 0 ? "down" : "degraded") : chosen === "open" ? "healthy" : "unknown"} title={title.replace(/^a/, "A")}>
      {isOpen && (unknown === 0 ? "Somebody knows of each" : `${count(unknown)} not acknowledged`)}
      {!isOpen && (chosen === "open" ? "Nothing is open" : "What was wrong, the newest first")}
      {clientId !== undefined && (
        <>
          {" · "}
          <a class="link inline-block leading-6 underline" href={hrefOf({ state: chosen, client: undefined })}>
            of all clients
          </a>
        </>
      )}
    </Verdict>
  );
}

function Older({ answer, chosen, clientId, isFirst }: ViewProps & { isFirst: boolean }) {
  if (answer.next_cursor === null && isFirst) return null;
  return (
    <nav class="print-hidden flex gap-2 border-t border-line px-4 py-3" aria-label="Pages of incidents">
      {!isFirst && (
        <a class="button" href={hrefOf({ state: chosen, client: clientId })}>
          Newest
        </a>
      )}
      {answer.next_cursor !== null && (
        <a class="button" href={hrefOf({ state: chosen, client: clientId, cursor: answer.next_cursor })}>
          Older
        </a>
      )}
    </nav>
  );
}

function hrefOf({ state, client, cursor }: { state: Chosen; client: string | undefined; cursor?: string }): string {
  const query = new URLSearchParams({
    ...(state === "resolved" && { state }),
    ...(client && { client }),
    ...(cursor && { cursor }),
  });
  return formatHash({ name: "incidents" }, query);
}
