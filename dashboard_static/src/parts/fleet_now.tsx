/** How the fleet stands now: a strip in proportion, and counts that lead to those that they count. */
import type { ClientRow } from "../answers";
import { type Counts, countStatuses, longestSince, PLAIN, writeView } from "../fleet";
import { count } from "../format";
import { formatHash } from "../router";
import { type Counted, STATUS_WORDS, STATUSES } from "../status";
import { StatusIcon } from "./icons";
import { Lasting } from "./times";

export function FleetNow({ rows }: { rows: readonly ClientRow[] }) {
  const counts = countStatuses(rows);
  return (
    <section class="card overflow-hidden lg:w-80 lg:shrink-0" aria-labelledby="fleet-now">
      <div class="px-4 pt-3.5 pb-3">
        <h2 id="fleet-now" class="mb-2 font-bold">
          Fleet now
        </h2>
        <Strip counts={counts} />
      </div>
      <div class="border-t border-line py-1">
        {STATUSES.filter((status) => status !== "maintenance" || counts.maintenance > 0).map((status) => (
          <a
            key={status}
            href={formatHash({ name: "clients" }, writeView({ ...PLAIN, statuses: [status] }))}
            title={`Show clients that are ${STATUS_WORDS[status].toLowerCase()}`}
            class="flex min-h-9 w-full items-center gap-2.5 px-4 -outline-offset-2 hover:bg-page"
          >
            <StatusIcon status={status} />
            {STATUS_WORDS[status]}
            <span class="ml-auto text-xs text-faint">
              <Context status={status} rows={rows} counts={counts} />
            </span>
            <span class="min-w-8 text-right font-bold">{count(counts[status])}</span>
          </a>
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
