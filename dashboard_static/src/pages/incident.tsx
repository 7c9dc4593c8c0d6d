/** One incident: its alerts, everything that happened, and what can be done about it. */
import { useState } from "preact/hooks";
import type { IncidentDetail, TimelineEntry } from "../answers";
import { acknowledge, addNote, loadIncident, silence } from "../api_alerts";
import { duration, exactTime, money, NONE } from "../format";
import { ENTRY_WORDS, SEVERITY_STATUS, SEVERITY_WORDS, storyOf } from "../incidents";
import { mayChange, Refusal, useChange } from "../parts/action";
import { LineIcon } from "../parts/icons";
import { Span } from "../parts/incident_list";
import { FirstLoadFailure, RefreshFailure } from "../parts/notices";
import { SeverityPill } from "../parts/severity";
import { SilenceForm } from "../parts/silence_form";
import { Skeleton } from "../parts/skeleton";
import { Verdict } from "../parts/verdict";
import { askAgain, useMainPolled } from "../polled";
import { formatHash } from "../router";
import { NotFound } from "./not_found";
import { useTitle } from "./title";

export function Incident({ incidentId }: { incidentId: string }) {
  const poller = useMainPolled(`incident ${incidentId}`, () => loadIncident(incidentId));
  const incident = poller.data.value;
  const polling = poller.polling.value;
  useTitle("", incident === null ? "Incident" : `${incident.title}, ${incident.client_name}`);
  if (polling.failure?.status === 404) return <NotFound what="There is no such incident." />;
  if (incident === null) return polling.failure ? <FirstLoadFailure polling={polling} /> : <Skeleton />;
  return (
    <>
      <a href={formatHash({ name: "incidents" })} class="link print-hidden mb-2 inline-flex min-h-6 items-center gap-1 text-sm">
        <LineIcon name="back" size={12} /> All incidents
      </a>
      <RefreshFailure polling={polling} />
      <Told incident={incident} />
    </>
  );
}

function Told({ incident }: { incident: IncidentDetail }) {
  const [isSilencing, setSilencing] = useState(false);
  const isOpen = incident.state === "open";
  return (
    <>
      <Verdict
        status={isOpen ? SEVERITY_STATUS[incident.severity] : "healthy"}
        title={incident.title}
        actions={<Actions incident={incident} onSilence={() => setSilencing(true)} />}
      >
        <a class="link inline-block leading-6 underline" href={formatHash({ name: "client", clientId: incident.client_id })}>
          {incident.client_name}
        </a>
        {` · ${isOpen ? SEVERITY_WORDS[incident.severity] : "Resolved"} · `}
        <Span incident={incident} />
      </Verdict>
      {isSilencing && (
        <section class="card mb-4 px-4 py-3.5" aria-label="Silence">
          <SilenceForm
            systems={incident.systems}
            onSilence={(order) => silence({ client_id: incident.client_id, ...order })}
            onDone={() => setSilencing(false)}
          />
        </section>
      )}
      <Facts incident={incident} />
      <Alerts incident={incident} />
      <Timeline incident={incident} />
    </>
  );
}

function Actions({ incident, onSilence }: { incident: IncidentDetail; onSilence: () => void }) {
  const change = useChange();
  const run = (isReal: boolean) =>
    change.run(async () => {
      await acknowledge(incident.incident_id, { is_real: isReal });
      askAgain("incident");
    });
  return (
    <>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && incident.acknowledged_at === null && (
        <>
          <button type="button" class="button button-main" aria-disabled={change.isBusy} onClick={() => void run(true)}>
            Acknowledge
          </button>
          <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void run(false)}>
            False alarm
          </button>
        </>
      )}
      {mayChange() && incident.state === "open" && (
        <button type="button" class="button" onClick={onSilence}>
          Silence…
        </button>
      )}
      <Copy text={storyOf(incident)} />
    </>
  );
}

function Copy({ text }: { text: string }) {
  const [label, setLabel] = useState("Copy as text");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setLabel("Copied"),
      () => setLabel("Copying is not allowed"),
    );
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      {label}
    </button>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const lost = incident.sla_minutes_lost;
  const facts: readonly (readonly [string, string])[] = [
    ["Opened", exactTime(Date.parse(incident.opened_at))],
    [
      "Acknowledged",
      incident.acknowledged_at === null
        ? "Nobody yet"
        : `${exactTime(Date.parse(incident.acknowledged_at))}${incident.acknowledged_by === null ? "" : ` by ${incident.acknowledged_by}`}`,
    ],
    ["Resolved", incident.resolved_at === null ? "Not yet" : exactTime(Date.parse(incident.resolved_at))],
    ["Verdict", incident.is_real === null ? NONE : incident.is_real ? "Real trouble" : "False alarm"],
    ["Service lost", lost === null ? NONE : duration(lost * 60_000)],
    [
      "Money lost, about",
      incident.currency === null ? NONE : money(incident.money_lost, incident.currency),
    ],
  ];
  return (
    <dl class="card mb-4 grid grid-cols-[repeat(2,minmax(0,1fr))] gap-x-6 gap-y-3 px-4 py-3.5 sm:grid-cols-[repeat(3,minmax(0,1fr))] lg:grid-cols-[repeat(6,minmax(0,1fr))]">
      {facts.map(([name, value]) => (
        <div key={name} class="min-w-0">
          <dt class="text-xs text-faint">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Alerts({ incident }: { incident: IncidentDetail }) {
  return (
    <section class="card mb-4" aria-labelledby="alerts">
      <h2 id="alerts" class="px-4 py-3 font-bold">
        Alerts
      </h2>
      <ul>
        {incident.alerts.map((alert) => (
          <li key={alert.alert_id} class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2.5">
            <SeverityPill severity={alert.severity} isOver={alert.ended_at !== null} />
            <span>{alert.title}</span>
            {alert.system_name !== null && <span class="text-sm text-dim">{alert.system_name}</span>}
            <span class="text-sm text-faint sm:ml-auto">
              since {exactTime(Date.parse(alert.since))}
              {alert.ended_at !== null && `, until ${exactTime(Date.parse(alert.ended_at))}`}
              {alert.ended_by !== null && ` (${alert.ended_by.replaceAll("_", " ")})`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const DOTS: Partial<Record<TimelineEntry["kind"], string>> = {
  opened: "bg-down",
  reopened: "bg-down",
  fired: "bg-degraded",
  ended: "bg-healthy",
  resolved: "bg-healthy",
  acknowledged: "bg-accent",
  note: "bg-accent",
};

function Timeline({ incident }: { incident: IncidentDetail }) {
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline" class="px-4 py-3 font-bold">
        What happened
      </h2>
      <ol class="border-t border-line px-4 py-3">
        {incident.timeline.map((entry, index) => (
          <li key={index} class="relative flex gap-3 pb-3 last:pb-0">
            <span class={`mt-1.5 size-2.5 shrink-0 rounded-full ${DOTS[entry.kind] ?? "bg-unknown"}`} aria-hidden="true" />
            <div class="min-w-0">
              <p>
                <b class="font-bold">{ENTRY_WORDS[entry.kind]}</b> <span class="whitespace-pre-wrap">{entry.text}</span>
              </p>
              <p class="text-xs text-faint">
                {exactTime(Date.parse(entry.at))}
                {entry.by !== null && ` · ${entry.by}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {mayChange() && <NoteForm incidentId={incident.incident_id} />}
    </section>
  );
}

function NoteForm({ incidentId }: { incidentId: string }) {
  const [text, setText] = useState("");
  const change = useChange();
  const submit = async (event: Event) => {
    event.preventDefault();
    const isDone = await change.run(() => addNote(incidentId, text.trim()));
    if (!isDone) return;
    setText("");
    askAgain(`incident ${incidentId}`);
  };
  return (
    <form class="flex flex-wrap items-end gap-2 border-t border-line px-4 py-3" onSubmit={(event) => void submit(event)}>
      <label class="min-w-0 flex-1 text-sm">
        <span class="mb-1 block text-dim">Add a note</span>
        <input
          class="field w-full"
          required
          maxLength={1000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" aria-disabled={change.isBusy}>
        Add
      </button>
      <div class="basis-full empty:hidden">
        <Refusal>{change.refusal}</Refusal>
      </div>
    </form>
  );
}
