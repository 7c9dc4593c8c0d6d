/** A report now, of one client or of all, followed until it is there. */
import { useEffect, useState } from "preact/hooks";
import type { BulkProgress } from "../answers";
import { loadBulk, makeAllReports, makeReport, REPORT_TYPES, type ReportType } from "../api_reports";
import { askAgain } from "../polled";
import { bulkWords, TYPE_WORDS } from "../reports";
import { Refusal, useChange } from "./action";

const LOOK_EACH_MS = 2_000;
const SPANS: Record<ReportType, [trailing: string, calendar: string]> = {
  daily: ["the last complete day", "the last complete day"],
  weekly: ["the last 7 days", "the last whole week"],
  monthly: ["the last 30 days", "the last whole month"],
  quarterly: ["the last 90 days", "the last whole quarter"],
};

interface MakeReportProps {
  /** The client that it is of; null lets the reader choose among `clients`, or all of them. */
  clientId: string | null;
  clients: readonly { id: string; name: string }[];
}

export function MakeReport({ clientId, clients }: MakeReportProps) {
  const [whose, setWhose] = useState(clientId ?? "");
  const [type, setType] = useState<ReportType>("monthly");
  const [isCalendar, setCalendar] = useState(false);
  const [hasAdvice, setAdvice] = useState(true);
  const [bulk, setBulk] = useState<BulkProgress | null>(null);
  const change = useChange();
  useFollowed(bulk, setBulk);
  const submit = (event: Event) => {
    event.preventDefault();
    void change.run(async () => {
      if (whose === "") setBulk(await makeAllReports(type));
      else
        await makeReport({
          client_id: whose,
          report_type: type,
          calendar: isCalendar,
          include_recommendations: hasAdvice,
        });
      askAgain("reports");
    });
  };
  return (
    <section class="card mb-4 px-4 py-3.5" aria-labelledby="make">
      <h2 id="make" class="mb-2 font-bold">
        Make a report now
      </h2>
      <form class="flex flex-wrap items-end gap-3" onSubmit={submit}>
        {clientId === null && (
          <label class="min-w-0 text-sm">
            <span class="mb-1 block text-dim">Of</span>
            <select class="field max-w-full" value={whose} onChange={(event) => setWhose(event.currentTarget.value)}>
              <option value="">every active client</option>
              {clients.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
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
        {whose !== "" && (
          <>
            <label class="text-sm">
              <span class="mb-1 block text-dim">About</span>
              <select
                class="field"
                value={String(isCalendar)}
                onChange={(event) => setCalendar(event.currentTarget.value === "true")}
              >
                <option value="false">{SPANS[type][0]}</option>
                {SPANS[type][0] !== SPANS[type][1] && <option value="true">{SPANS[type][1]}</option>}
              </select>
            </label>
            <label class="flex min-h-7 items-center gap-1.5 text-sm">
              <input
                type="checkbox"
                class="size-6 accent-accent"
                checked={hasAdvice}
                onChange={(event) => setAdvice(event.currentTarget.checked)}
              />
              with recommendations
            </label>
          </>
        )}
        <button type="submit" class="button button-main" aria-disabled={change.isBusy}>
          Make it
        </button>
      </form>
      <div class="mt-2 empty:hidden" aria-live="polite">
        {change.refusal !== null && <Refusal>{change.refusal}</Refusal>}
        {bulk !== null && <Progress bulk={bulk} />}
      </div>
    </section>
  );
}

/** Asks how far it is until nothing is left to come. */
function useFollowed(bulk: BulkProgress | null, onAnswer: (bulk: BulkProgress) => void): void {
  const looking = useChange();
  const isOpen = bulk !== null && bulk.remaining !== 0;
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => {
      void looking.run(async () => {
        onAnswer(await loadBulk(bulk.bulk_id));
        askAgain("reports");
      });
    }, LOOK_EACH_MS);
    return () => clearTimeout(timer);
  }, [bulk, looking.isBusy]);
}

function Progress({ bulk }: { bulk: BulkProgress }) {
  const over = bulk.done + bulk.failed;
  return (
    <div class="text-sm text-dim">
      <p>
        {TYPE_WORDS[bulk.report_type]} reports of every active client: {bulkWords(bulk)}.
      </p>
      {bulk.total !== null && bulk.total > 0 && (
        <progress class="mt-1 h-2 w-full max-w-96" value={over} max={bulk.total} aria-label="Reports made" />
      )}
      {bulk.failed_clients.length > 0 && <p class="text-down-ink">Failed: {bulk.failed_clients.join(", ")}</p>}
    </div>
  );
}
