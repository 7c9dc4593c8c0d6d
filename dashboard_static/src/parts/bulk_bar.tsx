/** What can be done to the clients that are chosen, and what became of the last that was. */
import { useState } from "preact/hooks";
import type { ClientRow } from "../answers";
import { checkAll, isBusy, type Outcome, progress, silenceAll, type Work, work } from "../bulk";
import { choose, chosen } from "../chosen";
import { count, counted } from "../format";
import { focusedClient, useShortcut } from "../shortcuts";
import { focusHeading } from "./heading";
import { LineIcon } from "./icons";
import { Pill } from "./pill";
import { SilenceForm } from "./silence_form";

interface BulkBarProps {
  rows: readonly ClientRow[];
  /** Those that match search and filters, on every page; absent where none can be selected. */
  found?: readonly ClientRow[];
}

export function BulkBar({ rows, found }: BulkBarProps) {
  const ids = found === undefined ? [] : [...chosen.value];
  useShortcut("c", () => {
    const id = focusedClient();
    if (id !== null) void checkAll([id]);
  });
  if (ids.length === 0 && work.value === null) return null;
  return (
    <section
      class="card print-hidden sticky bottom-14 z-10 mt-4 divide-y divide-line border-line-strong shadow-lg min-[860px]:bottom-2"
      aria-label={found ? "Selected clients" : "Checks"}
    >
      {work.value !== null && <Outcomes of={work.value} rows={rows} />}
      {found && ids.length > 0 && <Controls ids={ids} found={found} />}
    </section>
  );
}

function Controls({ ids, found }: { ids: readonly string[]; found: readonly ClientRow[] }) {
  const [isSilencing, setSilencing] = useState(false);
  const busy = isBusy(work.value);
  const others = found.filter((row) => !ids.includes(row.client_id));
  const clear = () => {
    choose(ids, false);
    focusHeading();
  };
  return (
    <div class="px-4 py-2.5">
      <div class="flex flex-wrap items-center gap-2">
        <p class="mr-2 font-bold">{counted(ids.length, "client")} selected</p>
        <button type="button" class="button" aria-disabled={busy} onClick={() => void checkAll(ids)}>
          Check now
        </button>
        <button type="button" class="button" aria-disabled={busy} aria-expanded={isSilencing} onClick={() => setSilencing(!isSilencing)}>
          Silence
        </button>
        {others.length > 0 && (
          <button type="button" class="link min-h-6 px-1 text-sm" onClick={() => choose(found.map((row) => row.client_id), true)}>
            Select all {count(found.length)} found
          </button>
        )}
        <button type="button" class="link ml-auto min-h-6 px-1 text-sm" onClick={clear}>
          Clear selection
        </button>
      </div>
      {isSilencing && !busy && (
        <div class="mt-2.5">
          <SilenceForm
            systems={[]}
            onSilence={async (order) => void silenceAll(ids, order)}
            onDone={() => setSilencing(false)}
          />
        </div>
      )}
    </div>
  );
}

function Outcomes({ of, rows }: { of: Work; rows: readonly ClientRow[] }) {
  const names = new Map(rows.map((row) => [row.client_id, row.client_name]));
  return (
    <div>
      <div class="flex items-center gap-3 px-4 py-2">
        <p class="mr-auto font-bold" aria-live="polite">
          {progress(of)}
        </p>
        {!isBusy(of) && (
          <button type="button" class="button" onClick={() => { work.value = null; focusHeading(); }}>
            Close
          </button>
        )}
      </div>
      <ul class="max-h-48 overflow-y-auto border-t border-line" tabIndex={0} aria-label="What became of each">
        {[...of.outcomes].map(([clientId, outcome]) => (
          <li key={clientId} class="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-sm" data-outcome={clientId}>
            <span class="min-w-0 basis-52">{names.get(clientId) ?? clientId}</span>
            <OutcomeWords outcome={outcome} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function OutcomeWords({ outcome: { state, words, status } }: { outcome: Outcome }) {
  return (
    <>
      {status !== undefined && <Pill status={status} />}
      <span class={`flex items-center gap-1.5 ${state === "refused" ? "text-down-ink" : "text-dim"}`}>
        {state === "refused" && <LineIcon name="alert" size={14} />}
        {state === "refused" ? `Failed: ${words}` : words}
      </span>
    </>
  );
}
