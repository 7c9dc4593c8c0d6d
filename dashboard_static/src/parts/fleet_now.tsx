/** How the fleet stands now: a strip in proportion, and counts that filter the list below. */
import type { ClientRow } from "../answers";
import { type Counts, countStatuses, longestSince } from "../fleet";
import { count } from "../format";
import { type Counted, STATUS_WORDS, STATUSES } from "../status";
import { StatusIcon } from "./icons";
import { Lasting } from "./times";

interface FleetNowProps {
  rows: readonly ClientRow[];
  chosen: readonly Counted[];
  onChoose: (statuses: readonly Counted[]) => void;
}

export function FleetNow({ rows, chosen, onChoose }: FleetNowProps) {
  const counts = countStatuses(rows);
  const toggle = (status: Counted) =>
    onChoose(chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status]);
  return (
    <section class="card mb-4 overflow-hidden" aria-labelledby="fleet-now">
      <div class="px-4 pt-3.5 pb-3">
        <h2 id="fleet-now" class="mb-2 font-bold">
          Fleet now
        </h2>
        <Strip counts={counts} />
      </div>
      <div class="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-px border-t border-line bg-line sm:flex">
        {STATUSES.filter((status) => status !== "maintenance" || counts.maintenance > 0).map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={chosen.includes(status)}
            onClick={() => toggle(status)}
            title={`Show clients that are ${STATUS_WORDS[status].toLowerCase()}`}
            class="bg-card px-4 py-3 text-left last:odd:col-span-2 sm:flex-1 -outline-offset-2 hover:bg-page aria-pressed:bg-accent-wash aria-pressed:shadow-[inset_0_-3px_0_var(--accent)]"
          >
            <span class="flex items-center gap-2 text-sm text-dim">
              <StatusIcon status={status} />
              {STATUS_WORDS[status]}
            </span>
            <span class="block text-xl leading-8 font-bold tracking-tight">{count(counts[status])}</span>
            <span class="block text-xs text-faint">
              <Context status={status} rows={rows} counts={counts} />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Context({ status, rows, counts }: { status: Counted; rows: readonly ClientRow[]; counts: Counts }) {
  const total = rows.filter((row) => row.is_active).length;
  if (status === "healthy") return <>of {count(total)} clients</>;
  const since = longestSince(rows, status);
  if (counts[status] === 0) return <>none now</>;
  if (since === null) return <>not checked yet</>;
  return (
    <>
      longest <Lasting since={since} />
    </>
  );
}

const FILLS: Record<Counted, string> = {
  down: "bg-down",
  degraded: "bg-degraded",
  unknown: "bg-unknown",
  maintenance: "bg-maintenance",
  healthy: "bg-healthy",
};

/** The same counts as a picture; the buttons below say them in words. */
function Strip({ counts }: { counts: Counts }) {
  return (
    <div class="flex h-3 gap-0.5 overflow-hidden rounded-[0.1875rem]" aria-hidden="true">
      {STATUSES.filter((status) => counts[status] > 0).map((status) => (
        <span key={status} class={`min-w-1.5 ${FILLS[status]}`} style={{ flexGrow: counts[status], flexBasis: 0 }} />
      ))}
    </div>
  );
}
