/** The worst of the clients; their own page has all of them. */
import type { ClientRow } from "../answers";
import { sortClients, WORST_FIRST } from "../fleet";
import { count } from "../format";
import { formatHash } from "../router";
import { mayChange } from "./action";
import { BulkBar } from "./bulk_bar";
import { ClientRows, RowsMoved, useHeldRows } from "./client_rows";
import { DayLegend } from "./day_bars";

const MOST_SHOWN = 15;

export function FirstClients({ rows, isStale }: { rows: readonly ClientRow[]; isStale: boolean }) {
  const held = useHeldRows(rows, sortClients(rows, WORST_FIRST).slice(0, MOST_SHOWN), "");
  return (
    <>
      <section class="card" aria-labelledby="clients">
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <h2 id="clients" class="mr-auto font-bold">
            Clients
          </h2>
          <RowsMoved held={held} />
          <a href={formatHash({ name: "clients" })} class="link flex min-h-6 items-center text-sm">
            All {count(rows.length)} clients
          </a>
        </div>
        <ClientRows held={held} sort={WORST_FIRST} isStale={isStale} />
        <div class="border-t border-line px-4 py-3">
          <DayLegend />
        </div>
      </section>
      {mayChange() && <BulkBar rows={rows} />}
    </>
  );
}
