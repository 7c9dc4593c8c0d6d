/** Which reports a client gets by itself, when, and who gets them by mail. */
import { useState } from "preact/hooks";
import type { ReportSchedule } from "../answers";
import { loadSchedules, removeSchedule, REPORT_TYPES, type ReportType, setSchedule } from "../api_reports";
import { exactTime } from "../format";
import { askAgain, usePolled } from "../polled";
import { readAddresses, TYPE_WORDS } from "../reports";
import { mayChange, Refusal, useChange } from "./action";
import { Part } from "./part";

export function ReportSchedules({ clientId }: { clientId: string }) {
  const [isMaking, setMaking] = useState(false);
  const schedules = usePolled(`schedules ${clientId}`, () => loadSchedules(clientId), 10);
  return (
    <section class="card mb-4" aria-labelledby="schedules">
      <div class="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <h2 id="schedules" class="font-bold">
          By itself
        </h2>
        {mayChange() && !isMaking && (
          <button type="button" class="button" onClick={() => setMaking(true)}>
            Add a schedule
          </button>
        )}
      </div>
      {isMaking && <ScheduleForm clientId={clientId} onDone={() => setMaking(false)} />}
      <div class="border-t border-line">
        <Part poller={schedules} what="the schedules" place="h-12">
          {(answer) =>
            answer.schedules.length === 0 ? (
              <p class="px-4 py-3 text-dim">No report is made by itself.</p>
            ) : (
              <ul class="divide-y divide-line">
                {answer.schedules.map((schedule) => (
                  <Row key={schedule.report_type} schedule={schedule} />
                ))}
              </ul>
            )
          }
        </Part>
      </div>
    </section>
  );
}

function Row({ schedule }: { schedule: ReportSchedule }) {
  const change = useChange();
  const remove = () =>
    change.run(async () => {
      await removeSchedule(schedule.client_id, schedule.report_type);
      askAgain("schedules");
    });
  const name = TYPE_WORDS[schedule.report_type] ?? schedule.report_type;
  return (
    <li class="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5" data-schedule={schedule.report_type}>
      <div class="min-w-0 flex-1 basis-56">
        <p>
          {name} at {schedule.at} <span class="text-sm text-faint">{schedule.time_zone}</span>
        </p>
        <p class="text-sm text-dim">
          {schedule.recipients.length === 0 ? "sent to nobody" : `to ${schedule.recipients.join(", ")}`} · next{" "}
          {exactTime(Date.parse(schedule.next_at))}
        </p>
      </div>
      <Refusal>{change.refusal}</Refusal>
      {mayChange() && (
        <button type="button" class="button" aria-disabled={change.isBusy} onClick={() => void remove()}>
          Remove<span class="sr-only"> the {name.toLowerCase()} report</span>
        </button>
      )}
    </li>
  );
}

function ScheduleForm({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const [type, setType] = useState<ReportType>("monthly");
  const [at, setAt] = useState("08:00");
  const [recipients, setRecipients] = useState("");
  const change = useChange();
  const submit = async (event: Event) => {
    event.preventDefault();
    const isDone = await change.run(() => setSchedule(clientId, type, { at, recipients: readAddresses(recipients) }));
    if (!isDone) return;
    askAgain("schedules");
    onDone();
  };
  return (
    <form
      class="flex flex-wrap items-end gap-3 border-t border-line bg-page px-4 py-3.5"
      onSubmit={(event) => void submit(event)}
    >
      <label class="text-sm">
        <span class="mb-1 block text-dim">Kind</span>
        <select class="field" value={type} onChange={(event) => setType(event.currentTarget.value as ReportType)}>
          {REPORT_TYPES.map((each) => (
            <option key={each} value={each}>
              {TYPE_WORDS[each]}
            </option>
          ))}
        </select>
      </label>
      <label class="text-sm">
        <span class="mb-1 block text-dim">At, local time</span>
        <input class="field" type="time" step={900} required value={at} onInput={(event) => setAt(event.currentTarget.value)} />
      </label>
      <label class="min-w-0 flex-1 basis-60 text-sm">
        <span class="mb-1 block text-dim">Sent to, by mail</span>
        <input
          class="field w-full"
          placeholder="ann@client.example, bob@client.example"
          value={recipients}
          onInput={(event) => setRecipients(event.currentTarget.value)}
        />
      </label>
      <div class="flex gap-2">
        <button type="submit" class="button button-main" aria-disabled={change.isBusy}>
          Save
        </button>
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
      </div>
      <div class="basis-full empty:hidden">
        <Refusal>{change.refusal}</Refusal>
      </div>
    </form>
  );
}
